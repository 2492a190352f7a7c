-- Costs that were corrected before corrections were indexed: the size of each as it is now, so that searches by cost which start from the index find it.
INSERT INTO search (rowid, text)
SELECT position, cost_key(project, cost) FROM interactions INDEXED BY interactions_facts
WHERE facts > 0 AND cost IS NOT NULL AND cost IS NOT recorded_cost ORDER BY position;
