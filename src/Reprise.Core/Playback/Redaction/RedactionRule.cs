using System.Text.RegularExpressions;

namespace Reprise.Playback.Redaction;

/// <summary>One kind of thing, found by a pattern and, where digits have a checksum, confirmed by it.</summary>
/// <param name="Kind">Its name, and that of its placeholders.</param>
/// <param name="Pattern">With a group <c>v</c> where only part of it is the value.</param>
/// <param name="IsOne">Whether what was found is one; null when the pattern is enough. Gives the length that is.</param>
internal sealed record RedactionRule(string Kind, Regex Pattern, Func<string, int>? IsOne = null)
{
    /// <param name="text">Where to look.</param>
    /// <param name="findings">What is found is added to these.</param>
    public void Find(string text, List<Finding> findings)
    {
        try
        {
            foreach (Match match in Pattern.Matches(text))
            {
                // A match is its own first group.
                var value = match.Groups["v"] is { Success: true } part ? part : match.Groups[0];
                var length = IsOne?.Invoke(value.Value) ?? value.Length;
                if (length > 0 && !Placeholders.IsOne(value.Value)) findings.Add(new Finding(Kind, value.Index, length));
            }
        }
        catch (RegexMatchTimeoutException)
        {
            // Nobody knows what is in it, so all of it goes.
            findings.Add(new Finding(Kind, 0, text.Length));
        }
    }
}
