using System.Text;

namespace Reprise.Wire;

/// <summary>The words by which an interaction is found, in one definition for calls through the gateway and for records sent to us.</summary>
public static class SearchText
{
    /// <summary>Most characters: beyond them an interaction is found by its first words.</summary>
    public const int LengthMax = 256 * 1024;

    /// <summary>What the call added, then what came back: text, thinking, refusal, tool calls, errors.</summary>
    /// <param name="asked">What was read of the request.</param>
    /// <param name="answer">What was read of the answer.</param>
    /// <param name="errorMessage">The error on record where it is not the answer's own; or null.</param>
    public static string Of(CallReading asked, AnswerReading answer, string? errorMessage)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(answer);
        var text = new StringBuilder(Math.Min(LengthMax, asked.NewText.Length + (answer.Content?.Length ?? 0) + (answer.Reasoning?.Length ?? 0) + 64));
        Add(asked.NewText);
        Add(answer.Content);
        Add(answer.Reasoning);
        Add(answer.Refusal);
        foreach (var tool in answer.ToolCalls)
        {
            Add(tool.Name);
            Add(tool.Arguments);
        }

        Add(answer.ErrorMessage);
        if (errorMessage != answer.ErrorMessage) Add(errorMessage);
        return text.ToString();

        void Add(string? part)
        {
            if (string.IsNullOrEmpty(part) || text.Length >= LengthMax) return;
            if (text.Length > 0) text.Append('\n');
            var room = LengthMax - text.Length;
            // A pair of surrogates is one character and is not torn.
            if (part.Length > room && room > 0 && char.IsHighSurrogate(part[room - 1])) room--;
            text.Append(part, 0, Math.Min(part.Length, room));
        }
    }
}
