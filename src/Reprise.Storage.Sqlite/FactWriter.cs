using Reprise.Interactions;
using Reprise.Storage.Sqlite.Rollups;
using Reprise.Store;

namespace Reprise.Storage.Sqlite;

/// <summary>
/// Stores facts, and folds what they say into the columns that filters and aggregates read (flagged, rating, quality, labels). A fact about an interaction
/// that is not there waits for it.
/// </summary>
internal sealed class FactWriter(SqliteDatabase database, ProjectTable projects, ShapeTable shapes, RollupWriter rollups)
{
    private readonly HashSet<(int Project, InteractionId Interaction)> _waiting = [];
    private readonly HashSet<(int Project, InteractionId Interaction)> _changed = [];
    private readonly HashSet<(int Project, InteractionId Interaction)> _homeless = [];

    public void Load()
    {
        _waiting.Clear();
        var statement = database.Prepare("""
            SELECT DISTINCT project, interaction FROM facts AS f
            WHERE NOT EXISTS (SELECT 1 FROM interactions AS i WHERE i.project = f.project AND i.id = f.interaction)
            """);
        while (statement.Step()) _waiting.Add(((int)statement.Long(0), InteractionId.FromBytes(statement.Bytes(1))));
        statement.Reset();
    }

    public void Append(Fact fact)
    {
        var project = projects.NumberOf(fact.Project, database);
        var insert = database.Prepare("""
            INSERT INTO facts (project, id, interaction, kind, timestamp, name, value, text, author)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING
            """);
        insert.Bind(1, (long)project);
        insert.BindBlob(2, fact.FactId.ToByteArray());
        insert.BindBlob(3, fact.InteractionId.ToByteArray());
        insert.Bind(4, (long)fact.Kind);
        insert.Bind(5, Position.Start(fact.Timestamp) >> Position.TieBits);
        insert.Bind(6, fact.Name);
        insert.Bind(7, fact.Value);
        insert.Bind(8, fact.Text);
        insert.Bind(9, fact.Author);
        insert.Run();
        if (database.Changes > 0) _changed.Add((project, fact.InteractionId));
    }

    /// <summary>An interaction was stored; facts that waited for it join it.</summary>
    public void NoteStored(int project, InteractionId interaction)
    {
        if (_waiting.Count > 0 && _waiting.Contains((project, interaction))) _changed.Add((project, interaction));
    }

    /// <summary>Brings the folded columns of everything that changed up to date.</summary>
    public void Fold()
    {
        var there = new List<(long Position, int Project, InteractionId Interaction)>();
        foreach (var (project, interaction) in _changed)
        {
            if (PositionOf(project, interaction) is { } position) there.Add((position, project, interaction));
            else _homeless.Add((project, interaction));
        }

        // The full-text index starts a new part for each step back.
        there.Sort((one, other) => one.Position.CompareTo(other.Position));
        foreach (var (position, project, interaction) in there)
        {
            var before = SampleAt(position);
            Fold(position, FactRows.Of(database, project, "", interaction));
            var after = SampleAt(position);
            rollups.Correct(project, before.Shape, before.Sample, after.Sample, position);
            IndexCost(project, position, before.Sample.CostPico, after.Sample.CostPico);
        }
    }

    public void Committed()
    {
        _waiting.ExceptWith(_changed);
        _waiting.UnionWith(_homeless);
        RolledBack();
    }

    public void RolledBack()
    {
        _changed.Clear();
        _homeless.Clear();
    }

    /// <summary>A cost of another size than before is indexed too. The key of the former size stays: matches are compared with the row.</summary>
    private void IndexCost(int project, long position, long? before, long? after)
    {
        if (after is not { } cost || (before is { } former && MagnitudeKeys.Step(former) == MagnitudeKeys.Step(cost))) return;
        var insert = database.Prepare("INSERT INTO search (rowid, text) VALUES (?1, ?2)");
        insert.Bind(1, position);
        insert.Bind(2, SearchKeys.CostKey(project, cost));
        insert.Run();
    }

    private long? PositionOf(int project, InteractionId interaction)
    {
        var find = database.Prepare("SELECT position FROM interactions WHERE project = ?1 AND id = ?2");
        find.Bind(1, (long)project);
        find.BindBlob(2, interaction.ToByteArray());
        long? position = find.Step() ? find.Long(0) : null;
        find.Reset();
        return position;
    }

    private (int Shape, AggregateSample Sample) SampleAt(long position)
    {
        var find = database.Prepare($"SELECT {SampleRow.Columns} FROM interactions AS i WHERE i.position = ?1");
        find.Bind(1, position);
        find.Step();
        var found = ((int)find.Long(SampleRow.ShapeColumn), SampleRow.Read(find, shapes.List));
        find.Reset();
        return found;
    }

    private void Fold(long position, IReadOnlyList<Fact> facts)
    {
        var fold = FactFold.Of(facts);
        var update = database.Prepare("""
            UPDATE interactions SET facts = ?2, flagged = ?3, rating = ?4, quality = coalesce(?5, recorded_quality), cost = coalesce(?6, recorded_cost) WHERE position = ?1
            """);
        update.Bind(1, position);
        update.Bind(2, (long)facts.Count);
        update.Bind(3, fold.Flagged ? 1L : 0L);
        update.Bind(4, fold.Rating);
        update.Bind(5, fold.Quality);
        update.Bind(6, Money.ToPico(fold.CostUsd));
        update.Run();
        var clear = database.Prepare("DELETE FROM labels WHERE position = ?1");
        clear.Bind(1, position);
        clear.Run();
        foreach (var (name, value) in fold.Labels)
        {
            var insert = database.Prepare("INSERT INTO labels (position, name, value) VALUES (?1, ?2, ?3)");
            insert.Bind(1, position);
            insert.Bind(2, name);
            insert.Bind(3, value);
            insert.Run();
        }
    }
}

/// <summary>Reads facts.</summary>
internal static class FactRows
{
    private const string Columns = "id, kind, timestamp, name, value, text, author, interaction";

    /// <summary>All facts of one interaction, oldest first.</summary>
    public static IReadOnlyList<Fact> Of(SqliteDatabase database, int project, string projectName, InteractionId interaction)
    {
        var find = database.Prepare($"SELECT {Columns} FROM facts WHERE project = ?1 AND interaction = ?2 ORDER BY timestamp, id");
        find.Bind(1, (long)project);
        find.BindBlob(2, interaction.ToByteArray());
        return Read(find, projectName);
    }

    /// <summary>Facts whose interaction is not there, in the order of their ids.</summary>
    public static IReadOnlyList<Fact> Waiting(SqliteDatabase database, int project, string projectName, InteractionId? after, int limit)
    {
        var find = database.Prepare($"""
            SELECT {Columns} FROM facts AS f WHERE project = ?1 AND id > ?2
            AND NOT EXISTS (SELECT 1 FROM interactions AS i WHERE i.project = f.project AND i.id = f.interaction) ORDER BY id LIMIT ?3
            """);
        find.Bind(1, (long)project);
        find.BindBlob(2, after?.ToByteArray() ?? []);
        find.Bind(3, (long)limit);
        return Read(find, projectName);
    }

    private static List<Fact> Read(SqliteStatement find, string projectName)
    {
        var facts = new List<Fact>();
        while (find.Step())
        {
            facts.Add(new Fact
            {
                FactId = InteractionId.FromBytes(find.Bytes(0)),
                InteractionId = InteractionId.FromBytes(find.Bytes(7)),
                Project = projectName,
                Kind = (FactKind)find.Long(1),
                Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(find.Long(2)),
                Name = find.Text(3),
                Value = find.DoubleOrNull(4),
                Text = find.Text(5),
                Author = find.Text(6),
            });
        }

        find.Reset();
        return facts;
    }
}
