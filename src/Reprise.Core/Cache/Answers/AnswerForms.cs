using Reprise.Interactions;

namespace Reprise.Cache.Answers;

/// <summary>Decides which answers may be kept, and gives a kept one in the form the client asked for. Never throws on any bytes.</summary>
public static class AnswerForms
{
    /// <summary>Why an interaction's answer must not be given to anybody again, in a word of <see cref="CacheReasons"/>; null when it may be: a whole 2xx answer that ended well.</summary>
    public static string? WhyNotKept(RecordedInteraction record) => throw new NotSupportedException();

    /// <summary>The answer as a stream or whole, with text, tool calls, reasoning and usage; null when this dialect's answer cannot be given in that form.</summary>
    /// <param name="record">The interaction that holds the answer.</param>
    /// <param name="stream">Whether the client wants a stream.</param>
    /// <param name="editedContent">Text to give instead of the recorded one; null for the recorded one.</param>
    public static CachedAnswer? Form(RecordedInteraction record, bool stream, string? editedContent) => throw new NotSupportedException();
}
