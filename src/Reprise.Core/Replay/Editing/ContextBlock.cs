using System.Text;

namespace Reprise.Replay.Editing;

/// <summary>
/// Documents in front of a prompt, in one block that can be found again:
/// <code>
/// &lt;reprise_context&gt;
/// &lt;document source="notes.md"&gt;
/// Its text.
/// &lt;/document&gt;
/// &lt;/reprise_context&gt;
///
/// The prompt.
/// </code>
/// </summary>
internal static class ContextBlock
{
    private const string Begin = "<reprise_context>\n";
    private const string End = "</reprise_context>";
    private const string Behind = End + "\n\n";
    private const string DocumentEnd = "</document>";

    public static string Put(IReadOnlyList<ContextDocument> documents, string prompt)
    {
        var block = new StringBuilder(Begin);
        foreach (var document in documents)
        {
            block.Append("<document");
            if (!string.IsNullOrEmpty(document.Source)) block.Append(" source=\"").Append(OneLine(document.Source)).Append('"');
            block.Append(">\n").Append(Tame(document.Content)).Append('\n').Append(DocumentEnd).Append('\n');
        }

        return block.Append(Behind).Append(Without(prompt)).ToString();
    }

    /// <summary>The prompt behind the block of an earlier replay; the prompt itself when it has none.</summary>
    public static string Without(string prompt)
    {
        if (!prompt.StartsWith(Begin, StringComparison.Ordinal)) return prompt;
        var end = prompt.IndexOf(Behind, StringComparison.Ordinal);
        return end < 0 ? prompt : prompt[(end + Behind.Length)..];
    }

    /// <summary>A document may not end the block it stands in.</summary>
    private static string Tame(string text) => text.Replace(End, "<\\/reprise_context>", StringComparison.Ordinal).Replace(DocumentEnd, "<\\/document>", StringComparison.Ordinal);

    private static string OneLine(string source) => source.Replace("\"", "&quot;", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
