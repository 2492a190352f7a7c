using System.Text;
using Reprise.Cache.Policies;
using Reprise.Embeddings;
using Reprise.Wire;

namespace Reprise.Cache.Keys;

/// <summary>Reads the key of a request. Never throws on any input; what cannot be read is refused.</summary>
public static class CacheKeyReader
{
    /// <summary>Headers whose values are part of the key.</summary>
    public static IReadOnlyCollection<string> TellingHeaders { get; } =
    [
        "anthropic-version", "anthropic-beta", "openai-beta",
        // Bedrock's guardrails, Azure's choice of a deployment and of what it passes on, and where another gateway sends the call.
        "x-amzn-bedrock-guardrailidentifier", "x-amzn-bedrock-guardrailversion", "x-amzn-bedrock-trace", "azureml-model-deployment", "extra-parameters",
        "x-portkey-provider", "x-portkey-config", "x-portkey-virtual-key", "x-portkey-custom-host", "helicone-target-url", "helicone-model-override",
    ];

    /// <param name="request">The request.</param>
    /// <param name="scope">Who may share the answer.</param>
    /// <param name="policy">What may be matched: temperature, tools, length.</param>
    public static CacheKey Read(in CacheRequest request, in CacheScope scope, CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var dialect = request.Dialect?.Name ?? "";
        if (KeyFamily.Find(dialect) is not { } family || request.Wire.Method is not "POST") return Refused(CacheReasons.NotCacheable, dialect);
        var scratch = KeyScratch.Rent();
        try
        {
            var json = request.Wire.Body.Span;
            if (json.StartsWith("\uFEFF"u8)) json = json[3..];
            if (!scratch.Tape.TryRead(json) || !scratch.Tape.IsObject(0)) return Refused(CacheReasons.NotReadable, dialect);
            return Read(request, scope, policy, family, json, scratch);
        }
        finally
        {
            scratch.Return();
        }
    }

    /// <summary>The key of a logged tool call, check or command: its name and its input. Of an input that is a JSON object the longest text among its values is the text, and the rest is exact.</summary>
    /// <param name="kind">As recorded.</param>
    /// <param name="name">The tool.</param>
    /// <param name="input">Text, or JSON.</param>
    /// <param name="scope">Who may share the answer.</param>
    /// <param name="policy">What may be matched.</param>
    public static CacheKey ReadTool(string kind, string name, string input, in CacheScope scope, CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var scratch = KeyScratch.Rent();
        try
        {
            return ToolKey.Read(kind ?? "", name ?? "", input ?? "", scope, policy, scratch);
        }
        finally
        {
            scratch.Return();
        }
    }

    private static CacheKey Read(in CacheRequest request, in CacheScope scope, CachePolicy policy, KeyFamily family, ReadOnlySpan<byte> json, KeyScratch scratch)
    {
        // 1. What the request says about itself.
        var dialect = request.Dialect.Name;
        var reading = new RequestReading(scratch.Tape, json, family);
        reading.Read(policy.SemanticWithTools, policy.MaxTemperature);
        var model = reading.Model ?? PathModel.Find(request.Wire.Path ?? "");
        var refusal = reading.Refusal ?? (WorldAccess.IsLive(model) || WorldAccess.IsStoredPrompt(model) ? CacheReasons.ServerState : null);
        if (refusal is not null) return Refused(refusal, dialect) with { Model = model, Stream = reading.Stream };

        // 2. Everything it is made of, in one form.
        var bytes = scratch.Bytes;
        scratch.Begin(scope, "request");
        bytes.Text(request.Provider);
        bytes.Text(family.Dialect);
        var streamsByPath = RequestPath.Write(request.Wire.Path, request.Query, bytes);
        scratch.Pairs(request.Headers);
        if (!bytes.Document(scratch.Tape, json, reading.Text)) return Refused(CacheReasons.NotReadable, dialect) with { Model = model };
        var partition = bytes.Hash();

        // 3. The text, which may be reworded or not.
        var utf8 = reading.Text < 0 ? default : scratch.Tape.Text(json, reading.Text);
        var semanticRefusal = policy.Matching is CacheMatching.Exact ? CacheReasons.ExactOnly : reading.SemanticRefusal;
        string? text = null;
        if (semanticRefusal is null)
        {
            // A character takes three bytes at most: what is longer than that need not be decoded to be too long.
            if (utf8.Length / 3 > policy.MaxTextLength) semanticRefusal = CacheReasons.TooLong;
            else semanticRefusal = TextFitness.WhyNot(text = Encoding.UTF8.GetString(utf8), policy.MaxTextLength);
        }

        return new CacheKey
        {
            Partition = partition,
            Exact = Exact(partition, utf8, bytes),
            Text = semanticRefusal is null ? text : null,
            SemanticRefusal = semanticRefusal,
            Stream = reading.Stream || streamsByPath || IsStreamOnly(dialect),
            Dialect = dialect,
            Model = model,
        };
    }

    /// <summary>Bedrock says it by the operation, and the dialect by its name.</summary>
    private static bool IsStreamOnly(string dialect) => dialect.EndsWith("_stream", StringComparison.Ordinal);

    private static PartitionKey Exact(PartitionKey partition, ReadOnlySpan<byte> text, CanonicalBytes bytes)
    {
        bytes.Clear();
        bytes.Key(partition);
        bytes.Text(text);
        return bytes.Hash();
    }

    private static CacheKey Refused(string reason, string dialect) => new() { Refusal = reason, SemanticRefusal = reason, Dialect = dialect };
}
