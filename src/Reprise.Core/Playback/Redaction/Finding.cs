namespace Reprise.Playback.Redaction;

/// <summary>Something in a text that must not stand on a tape.</summary>
/// <param name="Kind">What it is, as its placeholder names it.</param>
/// <param name="Start">In characters.</param>
/// <param name="Length">In characters.</param>
internal readonly record struct Finding(string Kind, int Start, int Length)
{
    public int End => Start + Length;
}
