using System.Globalization;
using System.Text.Json;

namespace Reprise.Batches.Providers;

/// <summary>What a provider's batch API wants to hear, and what it says. Knows no HTTP: calls go out by the sender, like all others.</summary>
internal abstract class BatchApi
{
    private static readonly string[] s_ends = ["chat/completions", "completions", "embeddings", "responses", "moderations", "messages"];

    public static IReadOnlyList<string> Families { get; } = ["openai", "anthropic"];

    /// <summary>Most calls and bytes of one batch that the provider takes.</summary>
    public abstract (int Calls, long Bytes) Most { get; }

    /// <summary>Whether a batch may ask one model only.</summary>
    public abstract bool IsOfOneModel { get; }

    /// <summary>Whether the requests are uploaded before the batch is made.</summary>
    public abstract bool HasFiles { get; }

    public static BatchApi Of(string family) => family == "anthropic" ? AnthropicBatches.Instance : OpenAiBatches.Instance;

    /// <summary>Where the calls of a provider begin: what stands before the operation, with its slash, such as <c>/v1/</c>. Null when it is no path of a call that can wait.</summary>
    public string? PrefixOf(string path)
    {
        foreach (var end in s_ends)
            if (path.EndsWith("/" + end, StringComparison.Ordinal) && Takes(end)) return path[..^end.Length];
        return null;
    }

    /// <summary>Where a call goes whose sender did not say; null when its body does not tell.</summary>
    public abstract string? PathOf(JsonElement body);

    /// <summary>The bytes that one call takes in what is sent, beyond its body.</summary>
    public virtual int Overhead => 160;

    /// <summary>The call that uploads the requests; null where they go along with the making of the batch.</summary>
    public abstract BatchMessage? Upload(Batch batch, BatchLeg leg, IReadOnlyList<(string Id, ReadOnlyMemory<byte> Body)> calls);

    public abstract BatchMessage Create(Batch batch, BatchLeg leg, IReadOnlyList<(string Id, ReadOnlyMemory<byte> Body)> calls);

    /// <summary>Asks for the latest batches, to find one that may have been made without our having heard of it.</summary>
    public abstract BatchMessage Latest(BatchLeg leg);

    /// <summary>Those in the answer to that which may be this leg's.</summary>
    public abstract IReadOnlyList<string> Candidates(Batch batch, BatchLeg leg, JsonElement answer);

    public abstract BatchMessage Look(BatchLeg leg);

    public abstract BatchMessage Cancel(BatchLeg leg);

    /// <summary>What an answer to making or looking says.</summary>
    public abstract BatchStatus StatusOf(JsonElement answer);

    /// <summary>The calls that fetch the results, one after the other.</summary>
    public abstract IReadOnlyList<BatchMessage> Results(BatchLeg leg, BatchStatus status);

    /// <summary>One line of results; null when it is none.</summary>
    public abstract BatchResult? ResultOf(ReadOnlyMemory<byte> line);

    protected abstract bool Takes(string operation);

    protected static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    protected static JsonElement? Child(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    protected static DateTimeOffset? TimeOf(JsonElement element, string name)
    {
        if (Child(element, name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is > 0 and < 253_402_300_799) return DateTimeOffset.FromUnixTimeSeconds(seconds);
        return value.ValueKind == JsonValueKind.String && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
    }
}

/// <summary>One call to the batch API.</summary>
internal sealed record BatchMessage(string Method, string Path)
{
    public string Query { get; init; } = "";
    public ReadOnlyMemory<byte> Body { get; init; }
    public string? ContentType { get; init; }
}

/// <summary>How far the provider is.</summary>
internal sealed record BatchStatus
{
    /// <summary>Null when the answer was none.</summary>
    public string? Id { get; init; }
    public string? Word { get; init; }
    public bool HasEnded { get; init; }

    /// <summary>What calls without a result have come to.</summary>
    public RowState WithoutResult { get; init; } = RowState.Unanswered;

    /// <summary>Why the provider refused the whole batch; null when it did not.</summary>
    public string? Refusal { get; init; }
    public IReadOnlyList<string> Files { get; init; } = [];
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>What became of one call.</summary>
/// <param name="Id">The name it was sent under.</param>
/// <param name="State">What it came to.</param>
internal sealed record BatchResult(string Id, RowState State)
{
    public int? HttpStatus { get; init; }

    /// <summary>As a direct call would have been answered.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
    public string? RequestId { get; init; }
}
