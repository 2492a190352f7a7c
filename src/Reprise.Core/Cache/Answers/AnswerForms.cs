using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Cache.Answers;

/// <summary>Decides which answers may be kept, and gives a kept one in the form the client asked for. Never throws on any bytes.</summary>
public static class AnswerForms
{
    /// <summary>Why an interaction's answer must not be given to anybody again, in a word of <see cref="CacheReasons"/>; null when it may be: a whole 2xx answer that ended well.</summary>
    public static string? WhyNotKept(RecordedInteraction record)
    {
        ArgumentNullException.ThrowIfNull(record);
        try
        {
            return Keeping.WhyNot(record);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The boundary: what a reader stumbles over is not given to anybody again.
            return CacheReasons.AnswerNotReadable;
        }
    }

    /// <summary>The answer as a stream or whole, with text, tool calls, reasoning and usage; null when it cannot be given in that form.</summary>
    /// <param name="record">The interaction that holds the answer.</param>
    /// <param name="wish">What the client wants.</param>
    public static CachedAnswer? Form(RecordedInteraction record, AnswerWish wish)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(wish);
        if (record.Response is not { Bytes.IsEmpty: false } body || record.Interaction.HttpStatus is not { } status) return null;
        try
        {
            return Forming.Form(record, body, status, wish);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The same boundary: an answer that cannot be formed is a miss and no failure.
            return null;
        }
    }
}
