using Reprise.Interactions;
using Reprise.Storage.Sqlite.Bodies;
using Reprise.Store;

namespace Reprise.Storage.Sqlite;

/// <summary>The one connection that writes, with all that only it may touch. Callers hold the store's write gate.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly ProjectTable _projects;
    private readonly ShapeTable _shapes;
    private readonly FactWriter _facts;
    private readonly BodyWriter _bodies;
    private readonly Dictionary<int, PackBuilder> _packs = [];
    private readonly Utf8Buffer _indexed = new();
    private bool _hasUnindexed;

    public SqliteWriter(SqliteDatabase database, ProjectTable projects, ShapeTable shapes, int rememberedSegments)
    {
        _database = database;
        _projects = projects;
        _shapes = shapes;
        Dictionary = new SegmentDictionary(rememberedSegments);
        _bodies = new BodyWriter(Dictionary);
        _facts = new FactWriter(database, projects);
        _projects.Load(database);
        _shapes.Load(database);
        _facts.Load();
        _hasUnindexed = database.Scalar("SELECT count(*) FROM unindexed") > 0;
    }

    public SqliteDatabase Database => _database;

    public SegmentDictionary Dictionary { get; }

    public AppendResult Append(StoreBatch batch)
    {
        var stored = 0;
        Transact(() =>
        {
            stored = 0;
            // 1. Rows and words in order of position: the full-text index starts a new part for each step back.
            foreach (var (position, recorded) in InOrder(batch.Interactions))
            {
                if (Append(recorded, position)) stored++;
            }

            // 2. Bodies gathered on the way.
            foreach (var pack in _packs.Values) pack.Flush(_database);

            // 3. Facts, now that what they speak of is there.
            foreach (var recorded in batch.Interactions)
            {
                foreach (var fact in recorded.Facts) _facts.Append(fact);
            }

            foreach (var fact in batch.Facts) _facts.Append(fact);
            _facts.Fold();
        });
        return new AppendResult(stored, batch.Interactions.Count - stored);
    }

    /// <summary>Runs a step in a transaction; when it fails, nothing of it stays, in the file or in memory.</summary>
    public void Transact(Action step)
    {
        _database.Execute("BEGIN IMMEDIATE");
        try
        {
            step();
            _database.Execute("COMMIT");
            _projects.Committed();
            _shapes.Committed();
            Dictionary.Committed();
            _facts.Committed();
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    /// <summary>After the deletion of interactions: their positions are not used again until the index has forgotten their words.</summary>
    public void NoteUnindexed(bool any) => _hasUnindexed = any;

    /// <summary>From here on new bodies refer to no segment stored before.</summary>
    public void ForgetSegments()
    {
        Dictionary.Clear();
        _packs.Clear();
    }

    public void Dispose() => _database.Dispose();

    private bool Append(RecordedInteraction recorded, long position)
    {
        var interaction = recorded.Interaction;
        var project = _projects.NumberOf(interaction.Project, _database);
        if (!_packs.TryGetValue(project, out var pack)) _packs[project] = pack = new PackBuilder(PackTable.Next(_database, project));
        if (IsKnown(project, interaction.Id)) return false;
        while (_hasUnindexed && IsUnindexed(position)) position = Position.Next(position);

        var (shape, operationInRow) = _shapes.NumberOf(interaction, _database);
        var body = _bodies.Write(recorded, project, pack);
        var insert = _database.Prepare(InteractionRow.Insert);
        InteractionRow.Bind(insert, interaction, project, shape, operationInRow, body);
        do
        {
            insert.Bind(1, position);
            insert.Run();
        }
        while (_database.Changes == 0 && (position = NextFree(position)) >= 0);

        SearchKeys.Write(_indexed, recorded, project, shape);
        var index = _database.Prepare("INSERT INTO search (rowid, text) VALUES (?1, ?2)");
        index.Bind(1, position);
        index.BindUtf8(2, _indexed.Span);
        index.Run();
        _facts.NoteStored(project, interaction.Id);
        if (pack.IsFull) pack.Flush(_database);
        return true;
    }

    private bool IsKnown(int project, InteractionId id)
    {
        var find = _database.Prepare("SELECT 1 FROM interactions WHERE project = ?1 AND id = ?2");
        find.Bind(1, (long)project);
        Span<byte> bytes = stackalloc byte[16];
        id.WriteBytes(bytes);
        find.BindBlob(2, bytes);
        var known = find.Step();
        find.Reset();
        return known;
    }

    private long NextFree(long position)
    {
        do position = Position.Next(position);
        while (_hasUnindexed && IsUnindexed(position));
        return position;
    }

    private bool IsUnindexed(long position)
    {
        var find = _database.Prepare("SELECT 1 FROM unindexed WHERE position = ?1");
        find.Bind(1, position);
        var found = find.Step();
        find.Reset();
        return found;
    }

    private static IEnumerable<(long Position, RecordedInteraction Recorded)> InOrder(IReadOnlyList<RecordedInteraction> interactions) =>
        interactions.Select(recorded => (Position.Of(recorded.Interaction.Timestamp, recorded.Interaction.Id), recorded)).OrderBy(pair => pair.Item1);

    private void RollBack()
    {
        try
        {
            if (_database.InTransaction) _database.Execute("ROLLBACK");
        }
        finally
        {
            _projects.RolledBack();
            Dictionary.RolledBack();
            _packs.Clear();
            _facts.RolledBack();
            _shapes.RolledBack(_database);
        }
    }
}
