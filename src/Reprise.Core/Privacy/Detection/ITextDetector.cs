namespace Reprise.Privacy.Detection;

/// <summary>Finds some types of things in a text. Time grows with the text's length and nothing else, whatever the text is. Safe for use from many threads.</summary>
public interface ITextDetector
{
    /// <summary>Adds what is found, in any order; findings may overlap.</summary>
    void Find(ReadOnlySpan<char> text, List<TextFinding> into);
}
