using System.Text.Json;

namespace Reprise.Client.Tools;

/// <summary>What a tool answered.</summary>
public sealed record ToolResult
{
    /// <summary>The answer: a text, or JSON as text.</summary>
    public required string Content { get; init; }

    /// <summary>False for a program that failed or an API that refused: an answer all the same, which a model can read.</summary>
    public bool IsSuccess { get; init; } = true;

    /// <summary>Whether the tool was not called, since the answer was on record.</summary>
    public bool IsCached { get; init; }

    /// <summary>1 for the very same input; null for a tool that was called.</summary>
    public double? Similarity { get; init; }

    /// <summary>The interaction that holds the answer that was given again; null for a tool that was called.</summary>
    public string? SourceInteractionId { get; init; }

    /// <summary>Of this call, under which its quality can be told.</summary>
    public required string InteractionId { get; init; }

    /// <summary>The answer as JSON; null where it is none.</summary>
    public JsonElement? Json
    {
        get
        {
            try
            {
                return JsonElement.Parse(Content);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
