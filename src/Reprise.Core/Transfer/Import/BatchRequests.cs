using System.Text.Json;
using Reprise.Documents;
using Reprise.Transfer.Text;

namespace Reprise.Transfer.Import;

/// <summary>The requests of batch input files by their <c>custom_id</c>. OpenAI takes 50,000 requests and 200 MB in one file, so they fit into memory.</summary>
public sealed class BatchRequests
{
    private const long MaxBytes = 512L * 1024 * 1024;

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _requests = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Requests that no answer has asked for.</summary>
    public int Unanswered => _requests.Count - _taken.Count;

    /// <summary>Whether a line is a request of an input file.</summary>
    public static bool IsRequest(JsonElement line) => line.Field("custom_id") is not null && line.Object("body") is not null && line.Field("response") is null;

    /// <summary>Reads an input file to its end. Lines that are no requests are left out.</summary>
    /// <returns>How many requests it holds.</returns>
    /// <exception cref="ImportException">There is more than memory should hold, or two requests share a <c>custom_id</c>, which is unique within a batch only.</exception>
    public async Task<int> AddAsync(Stream text, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var line in LineReader.ReadAsync(text, cancellationToken).ConfigureAwait(false))
        {
            if (!RecordJson.TryParse(line.Bytes, out var json, out _) || !IsRequest(json) || json.Text("custom_id") is not { } id) continue;
            _bytes += line.Bytes.Length;
            if (_bytes > MaxBytes) throw new ImportException($"the input files hold more than {MaxBytes >> 20} MB of requests; import one batch at a time");
            if (_requests.TryAdd(id, line.Bytes)) count++;
            else if (!_requests[id].Span.SequenceEqual(line.Bytes.Span))
                throw new ImportException($"line {line.Number} has a custom_id that another request has too, and answers could not be told apart; import one batch at a time");
        }

        return count;
    }

    internal JsonElement? Take(string customId)
    {
        if (!_requests.TryGetValue(customId, out var line)) return null;
        _taken.Add(customId);
        return RecordJson.Find(line);
    }
}
