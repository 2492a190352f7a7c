using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Wire;

namespace Reprise.Storage.Tests.Http;

/// <summary>
/// A store on the other side of HTTP: everything goes through the server's own endpoints and back, filters as text, records as lines. What is searched is
/// asked for twice, as rows of a list and as whole records, and what is found as a document too; they must agree.
/// </summary>
internal sealed class HttpInteractionStore(Func<CancellationToken, Task<(Uri Server, Action<RecordedInteraction> TellWords)>> start) : IInteractionStore
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonSerializerOptions s_reading = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly DocumentReader s_reader = new(_ => null, TimeProvider.System);

    private const int MostTries = 100;

    private readonly ConcurrentDictionary<string, RepriseClient> _clients = new(StringComparer.Ordinal);
    private HttpClient? _http;
    private Action<RecordedInteraction>? _tellWords;

    public string Engine => "http";

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var (server, tellWords) = await start(cancellationToken);
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server };
        _tellWords = tellWords;
    }

    public Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var (stored, known) = (0, 0);
        foreach (var group in batch.Interactions.GroupBy(one => one.Interaction.Project))
        {
            foreach (var one in group) _tellWords!(one);
            var result = await Of(group.Key).IngestLinesAsync([.. group.Select(one => Line(writer => ExactRecordWriter.Write(writer, one)))], cancellationToken: cancellationToken);
            if (result.Rejected > 0) throw new ArgumentException($"{result.Rejected} refused: {string.Join(' ', (result.Errors ?? []).Select(error => error.Message))}");
            stored += (int)result.Stored;
            known += (int)result.Known;
        }

        foreach (var group in batch.Facts.GroupBy(fact => fact.Project))
            await Of(group.Key).IngestFactLinesAsync([.. group.Select(fact => Line(writer => ExactRecordWriter.Write(writer, fact, alone: true)))], cancellationToken);
        return new AppendResult(stored, known);
    });

    public Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var (items, _) = await LinesAsync(project, new InteractionSearch { Filter = $"id:{id}", PageSize = 1 }, null, cancellationToken);
        var found = items.SingleOrDefault();
        if (found is null)
        {
            (await Should.ThrowAsync<RepriseApiException>(() => Of(project).GetInteractionAsync(id.ToString(), cancellationToken: cancellationToken))).Status.ShouldBe(HttpStatusCode.NotFound);
            return null;
        }

        var document = await Of(project).GetInteractionAsync(id.ToString(), cancellationToken: cancellationToken);
        (document.Kind, document.Status, document.Timestamp).ShouldBe((Words.Of(found.Interaction.Kind), Words.Of(found.Interaction.Status), found.Interaction.Timestamp));
        (document.Facts?.Count ?? 0).ShouldBe(found.Facts.Count);
        await ShouldServeAsync(project, id, BodySide.Request, found.Request, cancellationToken);
        await ShouldServeAsync(project, id, BodySide.Response, found.Response, cancellationToken);
        return found;
    });

    public Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        if (query.Cursor == "") throw new ArgumentException("An empty cursor is none on the wire.");
        for (var tries = 0; ; tries++)
        {
            var rows = await Of(query.Project).SearchPageAsync(Search(query), query.Cursor, cancellationToken);
            var items = await ItemsAsync(query, rows.Items.Count, cancellationToken);
            var (asRows, asRecords) = (rows.Items.Select(Text).ToArray(), items.Select(item => Text(DocumentWriter.Summarise(item.Interaction, item.Facts))).ToArray());
            // Others may store something between the two; they do not do so for ever.
            if (tries < MostTries && !asRows.SequenceEqual(asRecords)) continue;
            asRows.ShouldBe(asRecords);
            return new InteractionPage([.. items.Select(item => new InteractionSummary(item.Interaction, item.Facts))], rows.Cursor);
        }
    });

    public Task<RecordPage> ReadAsync(InteractionQuery query, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        if (query.Cursor == "") throw new ArgumentException("An empty cursor is none on the wire.");
        var (items, cursor) = await LinesAsync(query.Project, Search(query), query.Cursor, cancellationToken);
        return new RecordPage(items, cursor);
    });

    public Task<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var path = new StringBuilder("api/aggregates?limit=").Append(query.Limit.ToString(CultureInfo.InvariantCulture)).Append("&q=").Append(Uri.EscapeDataString(FilterText.Of(query.Filter)));
        if (query.From is { } from) path.Append("&from=").Append(Time(from));
        if (query.To is { } to) path.Append("&to=").Append(Time(to));
        if (query.Bucket is { } bucket) path.Append("&bucket=").Append(bucket.TotalSeconds.ToString(CultureInfo.InvariantCulture)).Append('s');
        if (query.GroupBy.Count > 0) path.Append("&group_by=").Append(Uri.EscapeDataString(string.Join(',', query.GroupBy)));
        using var request = new HttpRequestMessage(HttpMethod.Get, path.ToString());
        request.Headers.Add(RepriseClient.ProjectHeader, query.Project);
        using var response = await _http!.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.StatusCode == HttpStatusCode.BadRequest) throw new ArgumentException(text, nameof(query));
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonSerializer.Deserialize<AggregateResult>(text, s_reading)!;
    });

    public Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var request = new DeletionRequest { Q = FilterText.Of(query.Filter), From = query.From, To = query.To };
        long deleted = 0;
        while (true)
        {
            var result = await Of(query.Project).DeleteAsync(request, cancellationToken);
            deleted += result.Interactions;
            if (result.Complete) return deleted;
        }
    });

    public Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken) => throw new NotSupportedException("Only retention drops bodies.");

    public Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken) => CallAsync<IReadOnlyList<string>>(async () =>
        [.. (await Of(RepriseClient.DefaultProject).ListProjectsAsync(cancellationToken)).Items.Select(item => item.Name)]);

    public Task<IReadOnlyList<Fact>> WaitingFactsAsync(string project, InteractionId? after, int limit, CancellationToken cancellationToken) => CallAsync<IReadOnlyList<Fact>>(async () =>
    {
        using var page = await Of(project).OpenWaitingFactsAsync(after?.ToString(), cancellationToken);
        var facts = new List<Fact>();
        foreach (var line in await LinesAsync(page, cancellationToken))
        {
            var (fact, mistake) = FactReader.ReadExact(line, project);
            facts.Add(fact.ShouldNotBeNull(mistake));
        }

        return [.. facts.Take(limit)];
    });

    public ValueTask DisposeAsync()
    {
        _http?.Dispose();
        return ValueTask.CompletedTask;
    }

    private RepriseClient Of(string project) => _clients.GetOrAdd(project, name => new RepriseClient(_http!, name));

    /// <summary>So many whole records, from as many pages as their bodies need.</summary>
    private async Task<List<RecordedInteraction>> ItemsAsync(InteractionQuery query, int count, CancellationToken cancellationToken)
    {
        var items = new List<RecordedInteraction>();
        var cursor = query.Cursor;
        do
        {
            var (more, next) = await LinesAsync(query.Project, Search(query) with { PageSize = Math.Max(1, Math.Min(query.Limit, count - items.Count)) }, cursor, cancellationToken);
            items.AddRange(more);
            cursor = next;
        }
        while (items.Count < count && cursor is not null);
        return items;
    }

    private async Task<(List<RecordedInteraction> Items, string? Cursor)> LinesAsync(string project, InteractionSearch search, string? cursor, CancellationToken cancellationToken)
    {
        using var page = await Of(project).OpenRecordsAsync(search, cursor, cancellationToken: cancellationToken);
        var items = new List<RecordedInteraction>();
        foreach (var line in await LinesAsync(page, cancellationToken))
        {
            var read = s_reader.Read(line, project);
            items.Add(read.Record.ShouldNotBeNull(read.Mistake) with { SearchText = "" });
        }

        return (items, page.Cursor);
    }

    private static async Task<IReadOnlyList<byte[]>> LinesAsync(RecordLines page, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        await page.Content.CopyToAsync(whole, cancellationToken);
        var rest = whole.GetBuffer().AsSpan(0, (int)whole.Length);
        var lines = new List<byte[]>();
        for (var end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
        {
            lines.Add(rest[..end].ToArray());
            rest = rest[(end + 1)..];
        }

        rest.IsEmpty.ShouldBeTrue("every line ends");
        return lines;
    }

    private async Task ShouldServeAsync(string project, InteractionId id, BodySide side, Body? expected, CancellationToken cancellationToken)
    {
        if (expected is null)
        {
            (await Should.ThrowAsync<RepriseApiException>(() => Of(project).OpenBodyAsync(id.ToString(), side, cancellationToken))).Status.ShouldBe(HttpStatusCode.NotFound);
            return;
        }

        using var body = await Of(project).OpenBodyAsync(id.ToString(), side, cancellationToken);
        using var bytes = new MemoryStream();
        await body.Content.CopyToAsync(bytes, cancellationToken);
        bytes.GetBuffer().AsSpan(0, (int)bytes.Length).SequenceEqual(expected.Bytes.Span).ShouldBeTrue($"{side} of {id}");
    }

    private static InteractionSearch Search(InteractionQuery query) => new()
    {
        Filter = FilterText.Of(query.Filter), From = query.From, To = query.To, Ascending = query.Ascending, PageSize = query.Limit,
    };

    private static ReadOnlyMemory<byte> Line(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_writing)) write(writer);
        return buffer.WrittenMemory;
    }

    private static string Text(SummaryDocument row) => JsonSerializer.Serialize(row, s_reading);

    private static string Time(DateTimeOffset time) => Uri.EscapeDataString(time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>What the server refuses is what a store would refuse.</summary>
    private static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RepriseApiException refusal) when (refusal.Status == HttpStatusCode.BadRequest)
        {
            throw refusal.Detail?.Contains("out of range", StringComparison.Ordinal) == true ? new ArgumentOutOfRangeException(nameof(call), refusal.Detail) : new ArgumentException(refusal.Message, refusal);
        }
        catch (RepriseApiException refusal) when (refusal.Status == HttpStatusCode.ServiceUnavailable)
        {
            throw new StoreException(refusal.Message, refusal) { IsTransient = true };
        }
    }
}
