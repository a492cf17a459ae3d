"""The papers that an approval needs, made from a plan folder, so that paper and map cannot disagree."""
