using Reprise.Interactions;

namespace Reprise.Storage.Sqlite;

/// <summary>
/// All shapes in memory, by number. Only the writer adds; readers take a snapshot. A shape is visible to readers before the transaction that adds it commits, which is
/// harmless since no row they can see has it.
/// </summary>
internal sealed class ShapeTable
{
    /// <summary>The number of rows that carry their shape themselves: it has a value too long, or there were too many shapes before it.</summary>
    public const int Own = -1;

    // Paths that carry ids would make a shape for each call; past this many, an operation is kept in the row.
    private const int MaxOperations = 512;

    private readonly Dictionary<Shape, int> _numbers = [];
    private readonly HashSet<string> _operations = new(StringComparer.Ordinal);
    private readonly List<int> _uncommitted = [];

    /// <summary>Shapes past this many stay in their rows, so that memory and the time to decide a filter stay bounded whatever is sent.</summary>
    public int Most { get; set; } = 20_000;

    private volatile ShapeList _list = ShapeList.Empty;

    public ShapeList List => _list;

    public void Load(SqliteDatabase database)
    {
        _numbers.Clear();
        _operations.Clear();
        _uncommitted.Clear();
        var list = ShapeList.Empty;
        var statement = database.Prepare("SELECT id, value FROM shapes ORDER BY id");
        while (statement.Step())
        {
            if (statement.Long(0) == Own)
            {
                list = list.WithOwn();
                continue;
            }

            var shape = Shape.FromJson(statement.Text(1)!);
            list = list.With((int)statement.Long(0), shape);
            _numbers[shape] = (int)statement.Long(0);
            if (shape.Operation is not null) _operations.Add(shape.Operation);
        }

        statement.Reset();
        _list = list;
    }

    /// <summary>The number of the interaction's shape, stored if it is new; and whether the row must carry the operation itself.</summary>
    public (int Number, bool OperationInRow) NumberOf(Interaction interaction, SqliteDatabase database)
    {
        if (Shape.IsTooLong(interaction)) return OwnNumber(database);
        var withOperation = interaction.Operation is null || _operations.Contains(interaction.Operation)
            || (_operations.Count < MaxOperations && interaction.Operation.Length <= Shape.MostLength);
        var shape = Shape.Of(interaction, withOperation);
        if (_numbers.TryGetValue(shape, out var number)) return (number, !withOperation);
        if (_numbers.Count >= Most) return OwnNumber(database);
        number = _list.Count;
        var insert = database.Prepare("INSERT INTO shapes (id, value) VALUES (?1, ?2)");
        insert.Bind(1, (long)number);
        insert.Bind(2, shape.ToJson());
        insert.Run();
        _numbers[shape] = number;
        if (shape.Operation is not null) _operations.Add(shape.Operation);
        _uncommitted.Add(number);
        _list = _list.With(number, shape);
        return (number, !withOperation);
    }

    private (int Number, bool OperationInRow) OwnNumber(SqliteDatabase database)
    {
        if (_list.HasOwn) return (Own, true);
        // A row of the table of shapes says that there are such rows, and searches look for them.
        database.Execute("INSERT INTO shapes (id, value) VALUES (-1, '')");
        _uncommitted.Add(Own);
        _list = _list.WithOwn();
        return (Own, true);
    }

    /// <summary>
    /// Empties shapes that neither a row nor a rollup has any more: a rare one may say whose call it was. Their numbers stay taken, since a reader may have a list of before.
    /// </summary>
    public void ForgetUnused(SqliteDatabase database)
    {
        var forget = database.Prepare(
            "UPDATE shapes SET value = ?1 WHERE id >= 0 AND value <> ?1 AND id NOT IN (SELECT shape FROM interactions) AND id NOT IN (SELECT shape FROM rollups)");
        forget.Bind(1, new Shape().ToJson());
        forget.Run();
        if (database.Changes > 0) Load(database);
    }

    public void Committed() => _uncommitted.Clear();

    /// <summary>After a rollback: what was added is read again from the database.</summary>
    public void RolledBack(SqliteDatabase database)
    {
        if (_uncommitted.Count > 0) Load(database);
    }
}

/// <summary>Shapes by number, as they were at one moment. The array may be longer; only the first <see cref="Count"/> count.</summary>
internal sealed class ShapeList
{
    private readonly Shape?[] _shapes;

    private ShapeList(Shape?[] shapes, int count, bool hasOwn)
    {
        _shapes = shapes;
        Count = count;
        HasOwn = hasOwn;
    }

    public static ShapeList Empty { get; } = new([], 0, false);

    /// <summary>Whether some rows carry their shape themselves.</summary>
    public bool HasOwn { get; }

    public int Count { get; }

    public Shape? this[int number] => number >= 0 && number < Count ? _shapes[number] : null;

    /// <summary>The shape of a row: its number's, or its own.</summary>
    public Shape Of(SqliteStatement row, int numberColumn, int ownColumn)
    {
        var number = (int)row.Long(numberColumn);
        if (number == ShapeTable.Own) return Shape.FromJson(row.Text(ownColumn)!);
        return this[number] ?? throw new InvalidDataException("A row has a shape that is not in the table of shapes.");
    }

    public ShapeList WithOwn() => new(_shapes, Count, true);

    /// <summary>This list and one more. Shares the array where there is room: entries past an older list's count are invisible to it.</summary>
    public ShapeList With(int number, Shape shape)
    {
        var shapes = _shapes;
        if (number >= shapes.Length)
        {
            shapes = new Shape?[Math.Max(64, Math.Max(number + 1, shapes.Length * 2))];
            Array.Copy(_shapes, shapes, Count);
        }

        shapes[number] = shape;
        return new ShapeList(shapes, number + 1, HasOwn);
    }
}
