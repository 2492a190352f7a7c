using Reprise.Cache.Guards.Reading;
using Reprise.Cache.Guards.Words;
using Reprise.Cache.Judging;

namespace Reprise.Cache.Guards;

/// <summary>A text taken apart once, so that it can be compared with many. Immutable.</summary>
public sealed class PreparedText
{
    private JudgedText? _judged;

    private PreparedText(string text, Scanned scanned)
    {
        Text = text;
        Phrases.Join(scanned);
        Names.Settle(scanned);
        Facts = FactReader.Read(scanned);
        Tokens = scanned.ToArray();
        Quotes = Distinct(scanned.Quotes);
        Code = Distinct(scanned.Code);
        Urls = Distinct(scanned.Urls);
        Operators = scanned.Operators.Count == 0 ? [] : [.. scanned.Operators];
        Cues = Reading.Cues.Find(Tokens);
        Question = QuestionReader.Read(Tokens);
        (Forms, Languages) = Demands.Read(Tokens);
        Script = Tongue.Script(text);
        Language = Tongue.Language(Tokens);
        Keys = new ulong[Tokens.Length];
        for (var i = 0; i < Tokens.Length; i++) Keys[i] = Tokens[i].Key;
        Array.Sort(Keys);
        var content = 0;
        foreach (ref readonly var token in Tokens.AsSpan()) content += token.IsContent ? 1 : 0;
        Content = new int[content];
        content = 0;
        for (var i = 0; i < Tokens.Length; i++)
        {
            if (Tokens[i].IsContent) Content[content++] = i;
        }
    }

    public string Text { get; }

    /// <summary>As the judge compares it; made when first asked for. Two threads may make it twice, and get the same.</summary>
    internal JudgedText Judged => _judged ??= JudgedText.Of(Text);

    internal Token[] Tokens { get; }

    /// <summary>Keys of all words, sorted.</summary>
    internal ulong[] Keys { get; }

    /// <summary>Places of the words that say something by themselves.</summary>
    internal int[] Content { get; }
    internal Fact[] Facts { get; }
    internal ulong[] Quotes { get; }
    internal ulong[] Code { get; }
    internal ulong[] Urls { get; }
    internal ulong[] Operators { get; }

    /// <summary>Places of the words that turn the sentence around.</summary>
    internal int[] Cues { get; }
    internal Question Question { get; }
    internal ulong[] Forms { get; }
    internal ulong[] Languages { get; }
    internal int Script { get; }
    internal int Language { get; }

    /// <summary>Takes a text apart, in a time that grows with its length only. Any text will do.</summary>
    public static PreparedText Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var scanned = Scanned.Rent();
        new TextScanner(text, scanned).Scan();
        var prepared = new PreparedText(text, scanned);
        scanned.Return();
        return prepared;
    }

    internal bool Has(ulong key) => Array.BinarySearch(Keys, key) >= 0;

    internal bool HasForm(ulong form)
    {
        foreach (ref readonly var token in Tokens.AsSpan())
        {
            if (token.Form == form) return true;
        }

        return false;
    }

    /// <summary>Whether two words behind one another, written as one, are this.</summary>
    internal bool HasJoined(ulong key)
    {
        for (var i = 0; i + 1 < Tokens.Length; i++)
        {
            var (first, second) = (Tokens[i], Tokens[i + 1]);
            var joined = KeyOf.Letters(Text.AsSpan(first.Start, first.Length));
            foreach (var c in Text.AsSpan(second.Start, second.Length)) joined = KeyOf.AddLetter(joined, c);
            if (joined == key) return true;
        }

        return false;
    }

    private static ulong[] Distinct(List<ulong> keys) => keys.Count switch { 0 => [], 1 => [keys[0]], _ => [.. keys.Distinct().Order()] };
}
