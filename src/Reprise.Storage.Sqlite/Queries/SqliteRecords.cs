using Reprise.Interactions;
using Reprise.Storage.Sqlite.Bodies;
using Reprise.Store;

namespace Reprise.Storage.Sqlite.Queries;

/// <summary>Reads interactions of one project, with and without their bodies.</summary>
internal sealed class SqliteRecords(SqliteDatabase database, int number, string project, ShapeList shapes, SqliteSearch search)
{
    private readonly OpenPacks _packs = new(database);

    public RecordedInteraction? Find(InteractionId id)
    {
        var find = database.Prepare($"SELECT {InteractionRow.Columns("i")} FROM interactions AS i WHERE i.project = ?1 AND i.id = ?2");
        find.Bind(1, (long)number);
        find.BindBlob(2, id.ToByteArray());
        if (!find.Step())
        {
            find.Reset();
            return null;
        }

        var recorded = new RecordedInteraction { Interaction = InteractionRow.Read(find, project, shapes) };
        var body = InteractionRow.Body(find);
        var hasFacts = InteractionRow.HasFacts(find);
        find.Reset();
        if (hasFacts) recorded = recorded with { Facts = FactRows.Of(database, number, project, id) };
        return body is { } own ? BodyReader.Read(_packs, own, recorded) : recorded;
    }

    public InteractionPage Page(InteractionQuery query)
    {
        var rows = new List<(long Position, Interaction Interaction, bool HasFacts)>();
        var range = PositionRange.Of(query.From, query.To).Within(PageCursor.Of(query), query.Ascending);
        search.Visit(InteractionRow.Columns("i"), query.Filter, range, query.Ascending, query.Limit + 1, row =>
            rows.Add((row.Long(0), InteractionRow.Read(row, project, shapes), InteractionRow.HasFacts(row))));
        var cursor = rows.Count > query.Limit ? PageCursor.Write(rows[query.Limit - 1].Position, query.Ascending) : null;
        var items = rows.Take(query.Limit)
            .Select(row => new InteractionSummary(row.Interaction, row.HasFacts ? FactRows.Of(database, number, project, row.Interaction.Id) : []))
            .ToArray();
        return new InteractionPage(items, cursor);
    }

    public RecordPage Read(InteractionQuery query)
    {
        var page = Page(query);
        var items = new List<RecordedInteraction>(page.Items.Count);
        var bytes = 0L;
        foreach (var item in page.Items)
        {
            if (items.Count > 0 && bytes >= RecordPage.MostBytes)
            {
                var last = PositionOf(items[^1].Interaction.Id);
                return new RecordPage(items, PageCursor.Write(last, query.Ascending));
            }

            var recorded = Find(item.Interaction.Id)!;
            items.Add(recorded);
            bytes += (recorded.Request?.Bytes.Length ?? 0L) + (recorded.Response?.Bytes.Length ?? 0L);
        }

        return new RecordPage(items, page.Cursor);
    }

    private long PositionOf(InteractionId id)
    {
        var find = database.Prepare("SELECT position FROM interactions WHERE project = ?1 AND id = ?2");
        find.Bind(1, (long)number);
        find.BindBlob(2, id.ToByteArray());
        find.Step();
        var position = find.Long(0);
        find.Reset();
        return position;
    }
}
