using Reprise.Wire;

namespace Reprise.Replay.Editing;

/// <summary>Which dialect the provider of a replay speaks, and at which path.</summary>
internal static class TargetDialects
{
    private static readonly string[] WithResponses = ["openai", "azure", "xai", "openrouter", "groq"];

    /// <summary>The dialect to send in: the recorded one wherever the provider speaks it, or nothing is known of the provider.</summary>
    /// <param name="recorded">The dialect on record.</param>
    /// <param name="provider">The provider to ask.</param>
    /// <param name="configured">Its configured dialect or family, or null.</param>
    public static string Of(string recorded, string provider, string? configured)
    {
        if (IsConversation(configured)) return IsSameWire(recorded, configured!) ? recorded : configured!;
        var family = DialectCatalog.FamilyOf(configured) ?? DialectCatalog.FamilyOf(provider);
        var ofRecord = recorded.Split('.')[0];
        if (family is null) return recorded;
        switch (family)
        {
            case "anthropic" or "claude":
                return "anthropic.messages";
            case "gemini" or "vertex":
                return ofRecord is "gemini" ? recorded : "gemini.generate";
            case "bedrock":
                return ofRecord is "bedrock" ? recorded : "bedrock.converse";
            case "ollama":
                return ofRecord is "ollama" ? recorded : "ollama.chat";
            case "cohere":
                return ofRecord is "cohere" ? recorded : "cohere.chat";
            default:
                if (recorded is "openai.chat" or "xai.chat" or "openai.completions" or "openai.embeddings") return recorded;
                return recorded is "openai.responses" && WithResponses.Contains(family, StringComparer.Ordinal) ? recorded : "openai.chat";
        }
    }

    /// <summary>Whose paths and accents a provider has: those of its name, since many are configured with no more than the dialect they share, else of its configured dialect.</summary>
    public static string? FamilyOf(string provider, string? configured) => DialectCatalog.FamilyOf(provider) ?? DialectCatalog.FamilyOf(configured);

    /// <summary>Whether requests of the two are written alike.</summary>
    public static bool IsSameWire(string one, string other) => Wire(one) == Wire(other);

    /// <summary>Where a provider takes requests of a dialect.</summary>
    /// <param name="provider">Its name and configured dialect; what is known of either.</param>
    /// <param name="dialect">The dialect to send in.</param>
    /// <param name="model">For those that keep it in the path.</param>
    /// <param name="streams">For those that keep that in the path.</param>
    public static (string Path, string Query) PathOf(string provider, string dialect, string? model, bool streams) => dialect switch
    {
        "openai.chat" or "xai.chat" => (Root(provider) + "/chat/completions", ""),
        "openai.responses" => (Root(provider) + "/responses", ""),
        "openai.completions" => (Root(provider) + "/completions", ""),
        "openai.embeddings" => (Root(provider) + "/embeddings", ""),
        "anthropic.messages" => ("/v1/messages", ""),
        "ollama.chat" => ("/api/chat", ""),
        "cohere.chat" => ("/v2/chat", ""),
        "gemini.generate" => ($"/v1beta/models/{Bare(model)}:{(streams ? "streamGenerateContent" : "generateContent")}", streams ? "?alt=sse" : ""),
        "bedrock.converse" or "bedrock.converse_stream" => ($"/model/{Uri.EscapeDataString(model ?? "")}/{(streams ? "converse-stream" : "converse")}", ""),
        _ => ("", ""),
    };

    private static string Bare(string? model) => Uri.EscapeDataString(model is not null && model.StartsWith("models/", StringComparison.Ordinal) ? model["models/".Length..] : model ?? "");

    /// <summary>What stands before OpenAI's paths; base URLs are hosts.</summary>
    private static string Root(string provider) => DialectCatalog.FamilyOf(provider) switch
    {
        "groq" or "azure" => "/openai/v1",
        "openrouter" => "/api/v1",
        "gemini" => "/v1beta/openai",
        "fireworks" => "/inference/v1",
        "perplexity" or "deepseek" => "",
        _ => "/v1",
    };

    private static bool IsConversation(string? dialect) =>
        dialect is "openai.chat" or "xai.chat" or "openai.responses" or "anthropic.messages" or "ollama.chat" or "gemini.generate" or "bedrock.converse" or "bedrock.converse_stream" or "cohere.chat";

    private static string Wire(string dialect) => dialect switch
    {
        "xai.chat" => "openai.chat",
        "bedrock.converse_stream" => "bedrock.converse",
        "bedrock.invoke_stream" => "bedrock.invoke",
        _ => dialect,
    };
}
