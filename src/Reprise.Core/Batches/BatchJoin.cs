using System.Text.Json;
using Reprise.Batches.Providers;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Pricing;

namespace Reprise.Batches;

/// <summary>
/// Puts results and waiting calls together and onto the record, by the way that every relayed call takes: privacy, journal, price, scanning. Doing it again for the same
/// leg stores nothing twice, since each call has had its id from the beginning. For one thread.
/// </summary>
internal sealed class BatchJoin
{
    private readonly BatchServices _services;
    private readonly Batch _batch;
    private readonly BatchApi _api;
    private readonly Dictionary<string, BatchRow> _rows;
    private readonly Dictionary<string, RowState> _outcomes = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _endedAt;
    private readonly ResultLines _lines;
    private int _doubled, _unknown, _unreadable;

    private BatchJoin(BatchServices services, Batch batch, BatchApi api, Dictionary<string, BatchRow> rows, DateTimeOffset? endedAt)
    {
        (_services, _batch, _api, _rows) = (services, batch, api, rows);
        var now = services.Time.GetUtcNow();
        _endedAt = endedAt is { } at && at < now ? at : now;
        _lines = new ResultLines(Add, services.Limits.LongestLine);
    }

    /// <param name="services">What batches are made with.</param>
    /// <param name="batch">Whose calls.</param>
    /// <param name="leg">Which of them.</param>
    /// <param name="endedAt">When the provider was done; now when it did not say.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<BatchJoin> OpenAsync(BatchServices services, Batch batch, BatchLeg leg, DateTimeOffset? endedAt, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, BatchRow>(StringComparer.Ordinal);
        await foreach (var part in services.Rows.ReadAsync(batch, leg, cancellationToken).ConfigureAwait(false))
            foreach (var row in part) rows[row.Id] = row;
        return new BatchJoin(services, batch, BatchApi.Of(batch.Family), rows, endedAt);
    }

    /// <summary>Takes a piece of a file of results. Never throws for what stands in it.</summary>
    public void Arrive(ReadOnlyMemory<byte> piece) => _lines.Add(piece);

    /// <summary>The file is over.</summary>
    public void EndFile() => _lines.End();

    /// <summary>Records the calls that have no result, and tells what became of all.</summary>
    /// <param name="state">What they have come to.</param>
    /// <param name="why">In words for the record.</param>
    public (IReadOnlyDictionary<string, RowState> Outcomes, BatchCounts Counts) End(RowState state, string why)
    {
        foreach (var row in _rows.Values)
        {
            if (row.Data is null || row.State != RowState.Waiting || _outcomes.ContainsKey(row.Id)) continue;
            Record(row, state, null, why);
        }

        var states = _rows.Values.Select(row => _outcomes.GetValueOrDefault(row.Id, row.State)).ToList();
        return (_outcomes, new BatchCounts
        {
            Succeeded = states.Count(static one => one == RowState.Succeeded),
            Failed = states.Count(static one => one == RowState.Failed),
            Expired = states.Count(static one => one == RowState.Expired),
            Cancelled = states.Count(static one => one == RowState.Cancelled),
            Unanswered = states.Count(static one => one is RowState.Unanswered or RowState.Waiting),
            Erased = states.Count(static one => one == RowState.Erased),
            Doubled = _doubled,
            Unknown = _unknown,
            Unreadable = _unreadable + _lines.Skipped,
        });
    }

    private void Add(ReadOnlyMemory<byte> line)
    {
        BatchResult? result;
        try
        {
            result = _api.ResultOf(line);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Broken JSON, or text in it that is no Unicode.
            result = null;
        }

        if (result is null) _unreadable++;
        else if (!_rows.TryGetValue(result.Id, out var row)) _unknown++;
        else if (_outcomes.ContainsKey(row.Id)) _doubled++;
        else if (row.State == RowState.Waiting && row.Data is not null) Record(row, result.State, result, WordsOf(result.State));
    }

    private void Record(BatchRow row, RowState state, BatchResult? result, string? why)
    {
        var call = row.Call()!;
        call.Outcome = result is { State: RowState.Succeeded or RowState.Failed } ? CallOutcome.Completed : state switch
        {
            RowState.Expired => CallOutcome.Expired,
            RowState.Cancelled => CallOutcome.Cancelled,
            RowState.Unanswered => CallOutcome.Unanswered,
            _ => CallOutcome.NotSent,
        };
        call.Error = call.Outcome == CallOutcome.Completed ? null : why;
        call.LatencyMs = Math.Max(0, (long)(_endedAt - call.Timestamp).TotalMilliseconds);
        call.ResponseHeaders = [new(BatchPrice.Header, BatchPrice.Text(_batch.PriceFactor)), .. result?.RequestId is { } request ? [new KeyValuePair<string, string>("x-request-id", request)] : (KeyValuePair<string, string>[])[]];
        if (call.Outcome == CallOutcome.Completed)
        {
            call.HttpStatus = result!.HttpStatus;
            call.Response = new Body { Bytes = result.Body, ContentType = "application/json" };
        }

        _services.Queue.Add(call);
        _outcomes[row.Id] = state;
        row.Data = null;
    }

    private static string? WordsOf(RowState state) => state switch
    {
        RowState.Expired => "the provider's batch expired before it came to this call",
        RowState.Cancelled => "the batch was cancelled before the provider came to this call",
        _ => null,
    };
}
