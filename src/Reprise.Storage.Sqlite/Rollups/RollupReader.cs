using Reprise.Interactions;
using Reprise.Storage.Sqlite.Queries;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Sqlite.Rollups;

/// <summary>Adds the stored measures of a stretch of time to an aggregate: which shapes are asked for is decided once for each, before.</summary>
internal sealed class RollupReader
{
    private readonly SqliteDatabase _database;
    private readonly int _project;
    private readonly bool[] _selected;
    private readonly (string? First, string? Second)?[] _groups;
    private readonly Func<int, string?>[] _groupOf;

    /// <param name="database">In the snapshot of the query.</param>
    /// <param name="shapes">The shapes known in it.</param>
    /// <param name="project">Whose measures.</param>
    /// <param name="filter">Of shape fields alone.</param>
    /// <param name="groupOf">For each field to group by its value of a shape.</param>
    public RollupReader(SqliteDatabase database, ShapeList shapes, int project, Filter filter, Func<int, string?>[] groupOf)
    {
        (_database, _project, _groupOf) = (database, project, groupOf);
        _selected = new bool[shapes.Count];
        foreach (var shape in FilterSql.ShapesOf(filter, shapes)) _selected[shape] = true;
        _groups = new (string?, string?)?[shapes.Count];
        IncludesOwnShapes = groupOf.Length == 0 && filter is AndFilter { Parts.Count: 0 };
    }

    /// <summary>Whether interactions that share no shape are counted too, together: only when nothing is asked of shapes.</summary>
    public bool IncludesOwnShapes { get; }

    public void AddTo(AggregateTable table, RollupPart part)
    {
        var granule = part.Granule!.Value;
        var width = granule.Milliseconds();
        var find = _database.Prepare("SELECT bucket, shape, measure FROM rollups WHERE granule = ?1 AND project = ?2 AND bucket >= ?3 AND bucket < ?4");
        find.Bind(1, (long)granule);
        find.Bind(2, (long)_project);
        find.Bind(3, part.FromMs / width);
        find.Bind(4, part.ToMs / width);
        try
        {
            while (find.Step())
            {
                var shape = (int)find.Long(1);
                if (shape == ShapeTable.Own)
                {
                    if (IncludesOwnShapes) table.Add(null, null, find.Long(0) * width, find.Bytes(2));
                }
                else if (shape >= 0 && shape < _selected.Length && _selected[shape])
                {
                    var (first, second) = _groups[shape] ??= (_groupOf.Length > 0 ? _groupOf[0](shape) : null, _groupOf.Length > 1 ? _groupOf[1](shape) : null);
                    table.Add(first, second, find.Long(0) * width, find.Bytes(2));
                }
            }
        }
        finally
        {
            find.Reset();
        }
    }
}
