namespace Reprise.Privacy.Redaction;

/// <summary>A text without what was found in it.</summary>
/// <param name="Text">The text itself when nothing was found.</param>
/// <param name="Spans">What was found, in order, by where it now stands.</param>
public sealed record RedactedText(string Text, IReadOnlyList<RedactedSpan> Spans);

/// <summary>Something that was taken out of a text.</summary>
/// <param name="Type">What it was, such as <c>email</c>.</param>
/// <param name="Start">Where it began, in characters of the text as it was.</param>
/// <param name="Length">How long it was.</param>
/// <param name="NewStart">Where what stands in its place begins, in characters of the text as it is now.</param>
/// <param name="NewLength">How long that is; 0 when it was dropped.</param>
public readonly record struct RedactedSpan(string Type, int Start, int Length, int NewStart, int NewLength);
