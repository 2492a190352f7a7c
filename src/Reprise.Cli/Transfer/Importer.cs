using Reprise.Transfer.Text;
using System.Net;
using Reprise.Client;

namespace Reprise.Cli.Transfer;

/// <summary>Sends lines in batches and keeps count. A bad line is reported and left out; the good ones around it go in.</summary>
internal sealed class Importer(RepriseClient client, bool compress, Action<long, string> reportBadLine, Func<long, Task> acknowledged)
{
    private const int MaxBatchLines = 500;
    private const int MaxBatchBytes = 4 * 1024 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _records = [];
    private readonly List<long> _numbers = [];
    private long _bytes;

    public long Stored { get; private set; }
    public long Known { get; private set; }
    public long Rejected { get; private set; }

    /// <param name="lines">What to send.</param>
    /// <param name="skip">Lines up to this number are in already.</param>
    /// <param name="progress">Gets the position in the stream.</param>
    /// <param name="cancellationToken">Ends it between or within batches; what was acknowledged stays.</param>
    public async Task RunAsync(IAsyncEnumerable<TextLine> lines, long skip, Action<long> progress, CancellationToken cancellationToken)
    {
        long last = skip;
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            if (line.Number <= skip) continue;
            last = line.Number;
            if (!ImportRecord.TryRead(line, out var record, out var reason))
            {
                Rejected++;
                reportBadLine(line.Number, reason);
                continue;
            }

            // One huge record goes alone, so that its size is not held against its neighbours.
            if (_records.Count > 0 && _bytes + record.Length > MaxBatchBytes) await SendAsync(_numbers[^1], cancellationToken);
            _records.Add(record);
            _numbers.Add(line.Number);
            _bytes += record.Length;
            if (_records.Count < MaxBatchLines && _bytes < MaxBatchBytes) continue;
            await SendAsync(last, cancellationToken);
            progress(line.End);
        }

        await SendAsync(last, cancellationToken);
    }

    private async Task SendAsync(long last, CancellationToken cancellationToken)
    {
        if (_records.Count > 0) await SendAsync(_records, _numbers, cancellationToken);
        _records.Clear();
        _numbers.Clear();
        _bytes = 0;
        await acknowledged(last);
    }

    private async Task SendAsync(List<ReadOnlyMemory<byte>> records, List<long> numbers, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.IngestLinesAsync(records, compress, cancellationToken);
            Stored += answer.Stored;
            Known += answer.Known;
            Rejected += answer.Rejected;
            foreach (var error in answer.Errors ?? []) reportBadLine(NumberOf(numbers, error.Line), error.Message ?? "refused");
        }
        catch (RepriseApiException e) when (e.Status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge)
        {
            if (records.Count == 1)
            {
                Rejected++;
                reportBadLine(numbers[0], e.Message);
                return;
            }

            // The batch was refused as a whole; each line by itself tells which are to blame.
            for (var i = 0; i < records.Count; i++) await SendAsync([records[i]], [numbers[i]], cancellationToken);
        }
    }

    private static long NumberOf(List<long> numbers, int lineOfBatch) => numbers[Math.Clamp(lineOfBatch, 1, numbers.Count) - 1];
}
