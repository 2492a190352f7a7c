using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Cache.Answers;

/// <summary>Gives a recorded answer in the form a client wants: the very bytes where they are that form already.</summary>
internal static class Forming
{
    public static CachedAnswer? Form(RecordedInteraction record, Body body, int status, AnswerWish wish)
    {
        if (DecodedBody.Find(body, out var fault) is not { } decoded || fault is not null) return null;
        if (wish.EditedContent is null && IsForm(record, decoded.Span, wish)) return new CachedAnswer(status, Encodings.Fit(body, decoded, wish), IsOriginal: true);
        return null;
    }

    private static bool IsForm(RecordedInteraction record, ReadOnlySpan<byte> body, AnswerWish wish)
    {
        var frame = Framing.Of(body);
        return wish.Stream == (frame is not FrameKind.Whole);
    }
}
