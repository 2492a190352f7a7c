using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>
/// One provider's wire format: how to find the model, the words, the tools and the token counts in its bytes. A dialect never throws on any input; what it
/// cannot read it says in <see cref="CallReading.Error"/> and <see cref="AnswerReading.Error"/>.
/// </summary>
public interface IDialect
{
    /// <summary>Such as <c>openai.chat</c>; stored with each interaction.</summary>
    string Name { get; }

    InteractionKind Kind { get; }

    /// <summary>What it does, for people and for <see cref="Interaction.Name"/>: <c>chat.completions</c>.</summary>
    string Operation { get; }

    /// <summary>Reads a request. The body is decoded (no content encoding).</summary>
    /// <param name="request">What was sent.</param>
    /// <param name="details">Whether messages, tools and parameters are wanted too; recording does without, opening an interaction needs them.</param>
    CallReading ReadRequest(WireRequest request, bool details);

    /// <summary>Reads a whole answer, streamed or not, complete or cut off.</summary>
    AnswerReading ReadResponse(WireResponse response);
}

/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path below the base URL; some providers keep the model in it.</param>
/// <param name="Body">Decoded bytes; may be empty.</param>
/// <param name="ContentType">Or null.</param>
public readonly record struct WireRequest(string Method, string Path, ReadOnlyMemory<byte> Body, string? ContentType);

/// <param name="Status">HTTP status.</param>
/// <param name="Body">Decoded bytes; may be cut off anywhere.</param>
/// <param name="ContentType">Or null.</param>
public readonly record struct WireResponse(int Status, ReadOnlyMemory<byte> Body, string? ContentType);

/// <summary>What a request says. All values are optional; <see cref="Messages"/> and the raw slices are filled only when details were asked for.</summary>
public sealed record CallReading
{
    public string? Model { get; init; }
    public bool Stream { get; init; }

    /// <summary>The last user text, pieces joined with a line feed: what was asked. For embeddings the input; for completions the prompt.</summary>
    public string? Prompt { get; init; }
    public string? SystemPrompt { get; init; }

    /// <summary>The user the request body itself names, if it does.</summary>
    public string? UserId { get; init; }

    /// <summary>What this call adds to its conversation, for search: everything behind the last assistant message, tool results included.</summary>
    public string NewText { get; init; } = "";

    /// <summary>The whole conversation in one shape for all dialects.</summary>
    public IReadOnlyList<Message> Messages { get; init; } = [];

    /// <summary>Tool definitions as the provider's own JSON array, or null.</summary>
    public string? Tools { get; init; }

    /// <summary>Everything else in the body (temperature, limits …) as a JSON object, or null.</summary>
    public string? Parameters { get; init; }

    /// <summary>What could not be read, in words without content; null when all was.</summary>
    public string? Error { get; init; }
}

/// <summary>What an answer says.</summary>
public sealed record AnswerReading
{
    public string? Model { get; init; }

    /// <summary>The answer's text, pieces joined; empty when the answer had none (only tool calls, say), null when there was no answer.</summary>
    public string? Content { get; init; }

    /// <summary>What the model said instead of an answer, where the provider keeps that apart; null otherwise.</summary>
    public string? Refusal { get; init; }

    /// <summary>The thinking text, pieces joined.</summary>
    public string? Reasoning { get; init; }
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>The provider's own word.</summary>
    public string? FinishReason { get; init; }
    public TokenUsage? Usage { get; init; }

    /// <summary>The provider's name for this answer.</summary>
    public string? ResponseId { get; init; }

    /// <summary>An error the provider reported, also inside a stream or a 200.</summary>
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }

    /// <summary>False when a stream ended without its last event.</summary>
    public bool IsComplete { get; init; } = true;
    public string? Error { get; init; }
}

/// <summary>One message of a conversation.</summary>
public sealed record Message
{
    /// <summary><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</summary>
    public required string Role { get; init; }
    public string? Name { get; init; }

    /// <summary>Text pieces joined with a line feed.</summary>
    public string? Content { get; init; }
    public string? Reasoning { get; init; }
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>The call a tool message answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>Images, audio and files that stood in the message: kind and, where short, a reference; never the data.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
}

/// <param name="Id">The provider's, or null.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">JSON text as the model gave it; may be invalid JSON, and is then text.</param>
public sealed record ToolCall(string? Id, string Name, string Arguments);

/// <param name="Kind"><c>image</c>, <c>audio</c>, <c>file</c> …</param>
/// <param name="MediaType">Or null.</param>
/// <param name="Reference">A URL or file id of at most 512 characters, or null.</param>
/// <param name="Bytes">Length of inline data, or null.</param>
public sealed record Attachment(string Kind, string? MediaType, string? Reference, long? Bytes);
