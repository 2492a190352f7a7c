using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>Random calls on a store. The seed decides everything, ids included.</summary>
/// <param name="seed">Same seed, same calls.</param>
/// <param name="drops">Whether bodies are dropped too. Then nothing is asked by words, since those of dropped bodies may be found or not.</param>
/// <param name="answers">Which filters the store can answer; others are not asked.</param>
internal sealed class RandomOperations(int seed, bool drops, Func<Filter, bool> answers)
{
    private static readonly string[] s_groups = [.. FilterFields.All.Where(field => field.CanGroup).Select(field => field.Name), "metadata.a", "label.a"];

    private readonly Random _random = new(seed);
    private readonly RandomRecords _records = new(seed) { Spread = TimeSpan.FromHours(seed % 3 == 0 ? 50 : 1) };
    private readonly List<StoreBatch> _sent = [];

    public IReadOnlyList<Operation> Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    private Operation Next() => _random.Next(20) switch
    {
        < 4 => Append(_records.Batch(_random.Next(1, 30))),
        4 => AppendAgain(),
        5 => Append(new StoreBatch { Facts = _records.Facts(_random.Next(1, 6)) }),
        6 => Delete(),
        7 when drops => Drop(),
        < 13 => Search(),
        < 16 => Read(),
        < 18 => Aggregate(),
        18 => Find(),
        _ => Inventory(),
    };

    private Operation Append(StoreBatch batch)
    {
        _sent.Add(batch);
        return new Operation($"append {batch.Interactions.Count} and {batch.Facts.Count} facts", async store =>
        {
            var result = await store.AppendAsync(batch, TestContext.Current.CancellationToken);
            return $"{result.Stored} stored, {result.Known} known";
        });
    }

    /// <summary>Two batches from before, together and in another order.</summary>
    private Operation AppendAgain()
    {
        if (_sent.Count == 0) return Inventory();
        var (one, other) = (_sent[_random.Next(_sent.Count)], _sent[_random.Next(_sent.Count)]);
        return Append(new StoreBatch { Interactions = [.. other.Interactions.Reverse(), .. one.Interactions], Facts = [.. one.Facts.Reverse(), .. other.Facts] });
    }

    private Operation Delete()
    {
        // A narrow range, so that something is left to go on with.
        var from = _records.Time();
        var query = Query() with { From = from, To = from + (_records.Spread / 8) };
        return new Operation($"delete {Text(query)}", async store => $"{await store.DeleteAsync(query, TestContext.Current.CancellationToken)} gone");
    }

    private Operation Drop()
    {
        var from = _records.Time();
        var query = Query() with { From = from, To = from + (_records.Spread / 4) };
        return new Operation($"drop bodies of {Text(query)}", async store => $"{await store.DropBodiesAsync(query, TestContext.Current.CancellationToken)} dropped");
    }

    private Operation Search()
    {
        var query = Query();
        return new Operation($"search {Text(query)}", async store =>
        {
            var page = await store.SearchAsync(query, TestContext.Current.CancellationToken);
            return $"{(page.Cursor is null ? "the last page" : "goes on")}\n" + string.Join('\n', page.Items.Select(item => Words(item.Interaction, item.Facts)));
        });
    }

    private Operation Read()
    {
        var query = Query() with { Limit = 40 };
        return new Operation($"read {Text(query)}", async store =>
        {
            var page = await store.ReadAsync(query, TestContext.Current.CancellationToken);
            return $"{(page.Cursor is null ? "the last page" : "goes on")}\n" + string.Join('\n', page.Items.Select(Words));
        });
    }

    private Operation Aggregate()
    {
        var query = Query();
        var wanted = new AggregateQuery
        {
            Project = query.Project, Filter = query.Filter, From = query.From, To = query.To,
            GroupBy = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => s_groups[_random.Next(s_groups.Length)])],
            Bucket = _random.Next(3) switch { 0 => null, 1 => TimeSpan.FromHours(1), _ => TimeSpan.FromSeconds(_random.Next(1, 4000)) },
        };
        return new Operation($"aggregate {Text(query)} by {string.Join(", ", wanted.GroupBy)} every {wanted.Bucket}", async store =>
        {
            var result = await store.AggregateAsync(wanted, TestContext.Current.CancellationToken);
            return string.Join('\n', result.Rows.Select(Words));
        });
    }

    private Operation Find()
    {
        if (_sent.SelectMany(batch => batch.Interactions).ToArray() is not { Length: > 0 } all) return Inventory();
        var one = all[_random.Next(all.Length)].Interaction;
        return new Operation($"find {one.Id} of {one.Project}", async store => await store.FindAsync(one.Project, one.Id, TestContext.Current.CancellationToken) is { } found ? Words(found) : "nothing");
    }

    private static Operation Inventory() => new("list projects and waiting facts", async store =>
    {
        var projects = await store.ProjectsAsync(TestContext.Current.CancellationToken);
        var waiting = await store.WaitingFactsAsync(Samples.Project, null, 1000, TestContext.Current.CancellationToken);
        return string.Join(", ", projects) + "\n" + string.Join('\n', waiting);
    });

    private InteractionQuery Query()
    {
        while (true)
        {
            var query = _records.Query();
            if (answers(query.Filter) && (!drops || !AsksWords(query.Filter))) return query;
        }
    }

    private static bool AsksWords(Filter filter) => filter switch
    {
        TextFilter => true,
        NotFilter not => AsksWords(not.Inner),
        AndFilter and => and.Parts.Any(AsksWords),
        OrFilter or => or.Parts.Any(AsksWords),
        _ => false,
    };

    private static string Words(RecordedInteraction found) =>
        $"{Words(found.Interaction, found.Facts)} {Words(found.Request)} {Words(found.Response)} {string.Join(',', found.ResponseHeaders)}";

    private static string Words(Interaction interaction, IReadOnlyList<Fact> facts) => $"{interaction with { Tags = [], RequestHeaders = [], Privacy = null, Security = null }} {NoteJson.Write(interaction.Privacy, interaction.Security)} {string.Join('|', interaction.Tags)} {string.Join('|', interaction.RequestHeaders)} {string.Join(", ", facts)}";

    private static string Words(Body? body) => body is null ? "none" : $"{body.ContentType} {body.ContentEncoding} {Convert.ToHexString(body.Bytes.Span)} {string.Join(',', body.Chunks)}";

    // Means add up in another order on another engine; percentiles of a rollup are near.
    private static string Words(AggregateRow row) => string.Join('|', row.Group.Select(value => value ?? "none")) + (row with
    {
        Group = [],
        LatencyMsMean = row.LatencyMsMean is { } latency ? Math.Round(latency, 6) : null,
        QualityMean = row.QualityMean is { } quality && Math.Abs(quality) < 1e15 ? Math.Round(quality, 6) : null,
        LatencyMsP50 = null, LatencyMsP95 = null, LatencyMsP99 = null, TtftMsP50 = null, TtftMsP95 = null,
    });

    private static string Text(InteractionQuery query) =>
        $"{(query.Ascending ? "oldest" : "newest")} {query.Limit} of {query.Project} from {query.From:O} to {query.To:O} [{FilterText.Of(query.Filter)}]";
}
