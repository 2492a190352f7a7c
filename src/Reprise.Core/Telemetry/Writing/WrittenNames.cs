using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>The conventions' words for what a record calls otherwise.</summary>
internal static class WrittenNames
{
    private static readonly string[] s_operations = ["chat", "generate_content", "text_completion", "embeddings", "execute_tool", "invoke_agent", "create_agent", "invoke_workflow", "retrieval", "plan"];

    public static string? Operation(InteractionDocument document)
    {
        if (document.Operation is { } said && s_operations.Contains(said, StringComparer.Ordinal)) return said;
        return document.Kind switch { "llm" => "chat", "embedding" => "embeddings", "tool" => "execute_tool", _ => null };
    }

    public static string? Provider(string? provider) => provider switch
    {
        "bedrock" => "aws.bedrock",
        "azure" => "azure.ai.openai",
        "gemini" => "gcp.gemini",
        "vertex" => "gcp.vertex_ai",
        "mistral" => "mistral_ai",
        "xai" => "x_ai",
        _ => provider,
    };

    public static string Span(InteractionDocument document, string? operation)
    {
        var about = document.Kind == "tool" ? document.Name : document.Model ?? document.Name;
        if (operation is null) return document.Name ?? document.Operation ?? document.Kind ?? "interaction";
        return about is null ? operation : $"{operation} {about}";
    }

    /// <summary>Lower-case hex of that length that is not all zeros, as ids of spans are.</summary>
    public static bool IsHex(string? id, int length) => id?.Length == length && id.All(char.IsAsciiHexDigitLower) && id.Any(c => c != '0');
}
