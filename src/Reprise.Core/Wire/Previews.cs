using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>What lists show of a call, in one definition for calls through the gateway and for records sent to us.</summary>
public static class Previews
{
    /// <summary>The beginning of what was asked.</summary>
    public static string? Of(CallReading asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return Preview.Of(asked.Prompt, Interaction.PreviewLength);
    }

    /// <summary>The beginning of what was answered; where that has no text, the tools it calls, or the refusal.</summary>
    public static string? Of(AnswerReading answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var shown = !string.IsNullOrEmpty(answer.Content) ? answer.Content
            : answer.ToolCalls.Count > 0 ? $"→ {string.Join(", ", answer.ToolCalls.Select(tool => tool.Name))}"
            : answer.Refusal;
        return Preview.Of(shown, Interaction.PreviewLength);
    }
}
