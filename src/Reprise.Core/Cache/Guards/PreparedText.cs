namespace Reprise.Cache.Guards;

/// <summary>A text taken apart once, so that it can be compared with many. Immutable.</summary>
public sealed class PreparedText
{
    private PreparedText(string text) => Text = text;

    public string Text { get; }

    public static PreparedText Of(string text) => new(text);
}
