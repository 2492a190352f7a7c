using Reprise.Interactions;
using Reprise.Storage.Sqlite.Rollups;

namespace Reprise.Storage.Sqlite;

/// <summary>
/// Takes interactions away with their facts, or their bodies alone. Their words and bodies cannot be reached any more from then on; maintenance takes those out
/// of the index and the packs soon after.
/// </summary>
internal static class SqliteDeletion
{
    /// <summary>Interactions of one transaction: some tens of milliseconds.</summary>
    public const int StepRows = 1000;

    /// <summary>Of a row <c>i</c>: whether it has bodies or what else goes with them.</summary>
    public const string HasBodies = "(i.body IS NOT NULL OR i.prompt_preview IS NOT NULL OR i.content_preview IS NOT NULL)";

    /// <summary>Deletes the interactions at these positions, which are asked for inside the transaction. Returns how many were there.</summary>
    public static long Delete(SqliteWriter writer, Func<IReadOnlyList<long>> positions)
    {
        long deleted = 0;
        var bodies = new Dictionary<int, long>();
        writer.Transact(() =>
        {
            foreach (var position in positions())
            {
                if (Delete(writer, position, bodies)) deleted++;
            }

            NoteBodies(writer.Database, bodies);
        });
        if (deleted > 0) writer.NoteUnindexed(true);
        return deleted;
    }

    /// <summary>Takes bodies, headers and previews of the interactions at these positions, which are asked for inside the transaction. Returns how many had any.</summary>
    public static long DropBodies(SqliteWriter writer, Func<IReadOnlyList<long>> positions)
    {
        long dropped = 0;
        var bodies = new Dictionary<int, long>();
        writer.Transact(() =>
        {
            foreach (var position in positions())
            {
                if (DropBodies(writer.Database, position, bodies)) dropped++;
            }

            NoteBodies(writer.Database, bodies);
        });
        if (dropped > 0) writer.NoteUnindexed(true);
        return dropped;
    }

    /// <summary>Deletes facts that wait for an interaction that has not come.</summary>
    public static int DeleteWaiting(SqliteWriter writer, int project, IReadOnlyList<InteractionId> facts)
    {
        var deleted = 0;
        writer.Transact(() =>
        {
            foreach (var fact in facts)
            {
                var delete = writer.Database.Prepare(
                    "DELETE FROM facts WHERE project = ?1 AND id = ?2 AND NOT EXISTS (SELECT 1 FROM interactions AS i WHERE i.project = facts.project AND i.id = facts.interaction)");
                delete.Bind(1, (long)project);
                delete.BindBlob(2, fact.ToByteArray());
                delete.Run();
                deleted += writer.Database.Changes;
            }
        });
        return deleted;
    }

    private static bool Delete(SqliteWriter writer, long position, Dictionary<int, long> bodies)
    {
        var database = writer.Database;
        var find = database.Prepare($"SELECT {SampleRow.Columns}, i.project, i.body IS NOT NULL, i.facts FROM interactions AS i WHERE i.position = ?1");
        find.Bind(1, position);
        if (!find.Step())
        {
            find.Reset();
            return false;
        }

        var (project, hasBody, hasFacts) = ((int)find.Long(SampleRow.Count), find.Long(SampleRow.Count + 1) != 0, find.Long(SampleRow.Count + 2) > 0);
        writer.Rollups.Remove(project, (int)find.Long(SampleRow.ShapeColumn), SampleRow.Read(find, writer.Shapes), position);
        find.Reset();
        if (hasBody) Count(bodies, project);
        if (hasFacts)
        {
            Run(database, "DELETE FROM facts WHERE (project, interaction) IN (SELECT project, id FROM interactions WHERE position = ?1)", position);
            Run(database, "DELETE FROM labels WHERE position = ?1", position);
        }

        Run(database, "DELETE FROM interactions WHERE position = ?1", position);
        Run(database, "INSERT OR IGNORE INTO unindexed (position) VALUES (?1)", position);
        return true;
    }

    private static bool DropBodies(SqliteDatabase database, long position, Dictionary<int, long> bodies)
    {
        var find = database.Prepare($"SELECT i.project, i.body IS NOT NULL FROM interactions AS i WHERE i.position = ?1 AND {HasBodies}");
        find.Bind(1, position);
        var found = find.Step();
        if (found && find.Long(1) != 0) Count(bodies, (int)find.Long(0));
        find.Reset();
        if (!found) return false;
        Run(database, "UPDATE interactions SET body = NULL, prompt_preview = NULL, content_preview = NULL WHERE position = ?1", position);
        Run(database, "INSERT OR IGNORE INTO unindexed (position) VALUES (?1)", position);
        return true;
    }

    private static void Count(Dictionary<int, long> bodies, int project) => bodies[project] = bodies.GetValueOrDefault(project) + 1;

    private static void NoteBodies(SqliteDatabase database, Dictionary<int, long> bodies)
    {
        foreach (var (project, count) in bodies)
        {
            var note = database.Prepare("INSERT INTO sweeps (project, deletions) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET deletions = deletions + excluded.deletions");
            note.Bind(1, (long)project);
            note.Bind(2, count);
            note.Run();
        }
    }

    private static void Run(SqliteDatabase database, string sql, long position)
    {
        var statement = database.Prepare(sql);
        statement.Bind(1, position);
        statement.Run();
    }
}
