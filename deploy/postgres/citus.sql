-- On the coordinator, in the database of Reprise, after its tables were made and before anything is recorded.
CREATE EXTENSION IF NOT EXISTS citus;
SELECT create_distributed_table('interaction_ids', 'project');
SELECT create_distributed_table('interactions', 'project', colocate_with => 'interaction_ids');
SELECT create_distributed_table('facts', 'project', colocate_with => 'interaction_ids');
SELECT create_distributed_table('shapes', 'project', colocate_with => 'interaction_ids');
SELECT create_distributed_table('rollups', 'project', colocate_with => 'interaction_ids');
SELECT create_distributed_table('rollup_gaps', 'project', colocate_with => 'interaction_ids');
SELECT create_distributed_table('rollup_minutes', 'project', colocate_with => 'interaction_ids');
