using System.Collections.Frozen;
using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>
/// All dialects by name, and the rules by which a call that names none finds its own. To add a dialect, write its class, add it to <see cref="All"/>, and
/// add the path it answers to in <see cref="PathRules"/>.
/// </summary>
public static class DialectCatalog
{
    /// <summary>Reads nothing; for what no other dialect knows.</summary>
    public static IDialect Opaque { get; } = new Opaque();

    /// <summary>Our own documents; for records that came without wire bodies.</summary>
    public static IDialect Reprise { get; } = new RepriseDocuments();

    public static IReadOnlyList<IDialect> All { get; } =
    [
        new OpenAiChat(), new OpenAiResponses(), new OpenAiResponses(retrieves: true), new OpenAiCompletions(), new OpenAiEmbeddings(), new XaiChat(),
        new TokenCount("openai.count_tokens", OpenAiResponses.ReadCall), new JsonApi("openai.models", "models"),
        new AnthropicMessages(), new TokenCount("anthropic.count_tokens", AnthropicMessages.ReadCall),
        new Ollama("ollama.chat", "chat"), new Ollama("ollama.generate", "generate"), new JsonApi("ollama.embed", "embeddings", InteractionKind.Embedding),
        new Gemini(), new GeminiInteractions(), new GeminiEmbeddings(), new TokenCount("gemini.count_tokens", Gemini.ReadCall),
        new Bedrock("bedrock.converse", streams: false), new Bedrock("bedrock.converse_stream", streams: true),
        new BedrockInvoke("bedrock.invoke", streams: false), new BedrockInvoke("bedrock.invoke_stream", streams: true),
        new JsonApi("bedrock.embed", "embeddings", InteractionKind.Embedding), new TokenCount("bedrock.count_tokens", Bedrock.ReadCall),
        new Cohere(), new JsonApi("cohere.embed", "embeddings", InteractionKind.Embedding), new JsonApi("rerank", "rerank"),
        new TextGeneration("text.generate"), new JsonApi("replicate", "predictions", InteractionKind.Llm),
        new JsonApi("json", "request"), new JsonApi("json.read", "read", readsUsage: false), Reprise, Opaque,
    ];

    private static readonly FrozenDictionary<string, IDialect> ByName = All.ToFrozenDictionary(dialect => dialect.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The dialect of this exact name, or null.</summary>
    public static IDialect? FindByName(string? name) => name is not null && ByName.TryGetValue(name, out var dialect) ? dialect : null;

    /// <summary>The dialect of a recorded interaction; <see cref="Opaque"/> where the name is no longer known.</summary>
    public static IDialect OfRecord(string? name) => FindByName(name) ?? Opaque;

    /// <summary>Finds the dialect of a call. Never null: what nobody knows is <see cref="Opaque"/>.</summary>
    /// <param name="configuredDialect">
    /// A family (<c>openai</c>, <c>anthropic</c> …) or an exact name (<c>openai.chat</c>), which stands for its family and is used where the path says nothing.
    /// Null or unknown: everything is inferred.
    /// </param>
    /// <param name="provider">The provider's configured name, such as <c>anthropic</c> or <c>my-ollama</c>; decides where a path has two meanings.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path below the base URL; a query is ignored.</param>
    /// <param name="requestBody">The decoded request, looked at only when all else says nothing.</param>
    public static IDialect Find(string? configuredDialect, string provider, string method, string path, ReadOnlyMemory<byte> requestBody = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(path);
        var exact = FindByName(configuredDialect);
        if (exact == Opaque || exact == Reprise) return exact;
        var family = FamilyOf(configuredDialect) ?? FamilyOf(provider);
        var isRead = method is "GET" or "HEAD" or "DELETE";
        if (PathRules.Find(path, family, isRead) is { } name) return ByName[name];
        if (isRead) return family is null ? Opaque : ByName["json.read"];

        // Of a known provider all paths with a conversation have their rule; the shape speaks only for the unknown.
        return exact ?? (family is null ? FindByShape(requestBody.Span) ?? Opaque : ByName["json"]);
    }

    /// <summary>The family in a name: <c>openai</c> in <c>openai.chat</c>, <c>azure-openai</c> or <c>openai_eu</c>. Null when the name holds none.</summary>
    internal static string? FamilyOf(string? name) => name is null ? null : Array.Find(Families, family => name.Contains(family, StringComparison.OrdinalIgnoreCase));

    private static readonly string[] Families =
    [
        "anthropic", "claude", "bedrock", "gemini", "vertex", "ollama", "cohere", "mistral", "xai", "openrouter", "openai", "azure", "groq", "deepseek", "cerebras",
        "huggingface", "together", "perplexity", "snowflake", "heroku", "watsonx", "writer", "portkey", "replicate", "voyage", "sagemaker", "fireworks", "zai",
    ];

    private static IDialect? FindByShape(ReadOnlySpan<byte> body)
    {
        if (!body.TrimStart(" \r\n\t"u8).StartsWith("{"u8)) return null;
        var json = new JsonCursor(body);
        try
        {
            json.Start();
            while (json.NextProperty(out var name))
            {
                if (name.Is("messages"u8)) return ByName["openai.chat"];
                if (name.Is("contents"u8)) return ByName["gemini.generate"];
                json.Skip();
            }
        }
        catch (System.Text.Json.JsonException)
        {
            // No shape then.
        }

        return null;
    }
}
