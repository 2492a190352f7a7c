namespace Reprise.Interactions;

/// <summary>The words that stand for enum values wherever they leave the process: records, filters, columns, pages.</summary>
public static class Words
{
    public static IReadOnlyList<string> Kinds { get; } = ["unknown", "llm", "embedding", "tool", "api_request", "cli_command", "check", "event"];

    public static IReadOnlyList<string> Statuses { get; } = ["success", "error", "timeout", "cancelled"];

    public static string Of(InteractionKind kind) => Kinds[(int)kind];

    public static string Of(InteractionStatus status) => Statuses[(int)status];

    /// <summary>Reads a kind; also understands <c>command_check</c> and <c>command</c> of older recorders. Anything else is unknown.</summary>
    public static InteractionKind ReadKind(string? word) => word switch
    {
        "llm" => InteractionKind.Llm,
        "embedding" => InteractionKind.Embedding,
        "tool" => InteractionKind.Tool,
        "api_request" => InteractionKind.ApiRequest,
        "cli_command" or "command" => InteractionKind.CliCommand,
        "check" or "command_check" => InteractionKind.Check,
        "event" => InteractionKind.Event,
        _ => InteractionKind.Unknown,
    };

    /// <summary>Reads a status; <c>failure</c> of older recorders is an error. Null when the word is none of these.</summary>
    public static InteractionStatus? ReadStatus(string? word) => word switch
    {
        "success" => InteractionStatus.Success,
        "error" or "failure" => InteractionStatus.Error,
        "timeout" => InteractionStatus.Timeout,
        "cancelled" => InteractionStatus.Cancelled,
        _ => null,
    };
}
