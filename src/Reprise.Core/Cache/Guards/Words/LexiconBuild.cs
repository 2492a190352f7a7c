namespace Reprise.Cache.Guards.Words;

/// <summary>Reads the lists in the order in which they may refer to each other: forms, words of one meaning, then everything said about words.</summary>
internal sealed class LexiconBuild
{
    private readonly Dictionary<string, string> _baseOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Draft> _drafts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Draft> _byStem = new(StringComparer.Ordinal);

    public Dictionary<string, Lexeme> Words { get; } = new(StringComparer.Ordinal);
    public Dictionary<ulong, Lexeme> Phrases { get; } = [];

    public static LexiconBuild FromLists()
    {
        var build = new LexiconBuild();
        build.ReadForms();
        build.ReadSame();
        build.ReadGrammar();
        build.ReadNumbers();
        build.ReadSorts();
        build.ReadOpposites();
        build.Finish();
        return build;
    }

    private void ReadForms()
    {
        foreach (var adjective in Parts(Lists.Comparable)) AddComparison(adjective);
        foreach (var line in Lines(Lists.Irregular))
        {
            var words = Parts(line);
            foreach (var form in words[1..]) _baseOf.TryAdd(form, words[0]);
        }
    }

    /// <summary>cheap, cheaper, cheapest; big, bigger; easy, easier; large, larger.</summary>
    private void AddComparison(string adjective)
    {
        var root = adjective[^1] switch
        {
            'e' => adjective[..^1],
            'y' => adjective[..^1] + "i",
            _ when adjective.Length is 3 or 4 && "aeiou".Contains(adjective[^2], StringComparison.Ordinal) && !"aeiou".Contains(adjective[^3], StringComparison.Ordinal) && adjective[^1] is not 'w' => adjective + adjective[^1],
            _ => adjective,
        };
        _baseOf.TryAdd(root + "er", adjective);
        _baseOf.TryAdd(root + "est", adjective);
    }

    private void ReadSame()
    {
        foreach (var group in Lists.Same.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var words = Parts(group);
            if (words.Length == 0) continue;
            var first = Of(words[0]);
            foreach (var word in words[1..]) Link(word, first);
        }
    }

    private void ReadGrammar()
    {
        Mark(Lists.Ordinary, WordFlags.Ordinary);
        // Small words are themselves and no form of another: "quite" is not "quit".
        foreach (var word in Parts(Lists.Stop)) _drafts.TryAdd(word, new Draft { Key = KeyOf.Text(word) });
        Mark(Lists.Stop, WordFlags.Stop | WordFlags.Ordinary);
        Mark(Lists.Directed, WordFlags.Directed | WordFlags.Ordinary);
        Mark(Lists.Symmetric, WordFlags.Symmetric | WordFlags.Stop | WordFlags.Ordinary);
        Mark(Lists.Auxiliary, WordFlags.Auxiliary | WordFlags.Ordinary);
        Mark(Lists.Pronouns, WordFlags.Pronoun | WordFlags.Ordinary);
        Mark(Lists.Negations, WordFlags.Negation | WordFlags.Ordinary);
        Mark(Lists.SoftNegations, WordFlags.SoftNegation | WordFlags.Ordinary);
        Mark(Lists.NoPrefix, WordFlags.NoPrefix | WordFlags.Ordinary);
        Mark(Lists.Limits, WordFlags.Limit | WordFlags.Ordinary);
        Mark(Lists.FormWords, WordFlags.FormWord | WordFlags.Ordinary);
    }

    private void ReadNumbers()
    {
        foreach (var (words, value) in Lists.Numbers) Number(words, value, WordFlags.NumberWord);
        foreach (var (words, value) in Lists.Ordinals) Number(words, value, WordFlags.Ordinal);
        for (var i = 0; i < Lists.Months.Length; i++) Number(Lists.Months[i], i + 1, WordFlags.Month);
        for (var i = 0; i < Lists.Weekdays.Length; i++) Number(Lists.Weekdays[i], i + 1, WordFlags.Weekday);
        Mark(Lists.DoubtfulMonths, WordFlags.NameWithCapital);
        foreach (var (unit, names, factor) in Lists.Units)
        {
            foreach (var name in Parts(names))
            {
                var draft = Of(name);
                draft.Flags |= WordFlags.Unit | WordFlags.Ordinary;
                (draft.UnitBase, draft.UnitFactor) = (KeyOf.Text(unit), factor);
            }
        }
    }

    private void ReadSorts()
    {
        ushort sort = 0;
        foreach (var line in Lists.NameSorts) Sort(line, ++sort, WordFlags.Name, sort switch { 1 => WordFlags.HumanLanguage, >= 6 and <= 28 => WordFlags.Technology, _ => WordFlags.None });
        foreach (var line in Lists.WordSorts) Sort(line, ++sort, WordFlags.Ordinary, WordFlags.None);

        void Sort(string line, ushort number, WordFlags flags, WordFlags more)
        {
            foreach (var name in Parts(line))
            {
                var (draft, capital) = (Of(name), name[^1] == '^');
                draft.Flags |= capital ? WordFlags.NameWithCapital : flags | more;
                (capital ? draft.SortsWithCapital : draft.Sorts).Add(number);
            }
        }
    }

    private void ReadOpposites()
    {
        foreach (var pair in Parts(Lists.Opposites))
        {
            var slash = pair.IndexOf('/', StringComparison.Ordinal);
            foreach (var left in pair[..slash].Split('+'))
            {
                foreach (var right in pair[(slash + 1)..].Split('+'))
                {
                    var (a, b) = (Of(left), Of(right));
                    if (a.Key == b.Key) continue;
                    a.Opposites.Add(b.Key);
                    b.Opposites.Add(a.Key);
                    a.Flags |= WordFlags.Ordinary;
                    b.Flags |= WordFlags.Ordinary;
                }
            }
        }
    }

    private void Finish()
    {
        foreach (var first in _baseOf.Values) Of(first).Flags |= WordFlags.Ordinary;
        var made = new Dictionary<Draft, Lexeme>();
        foreach (var (word, draft) in _drafts)
        {
            if (!made.TryGetValue(draft, out var lexeme)) made.Add(draft, lexeme = draft.Make());
            if (word.IndexOf('_', StringComparison.Ordinal) is > 0 and var gap)
            {
                if (gap < word.Length - 1) Phrases.TryAdd(Lexicon.PhraseKey(KeyOf.Text(word.AsSpan(0, gap)), KeyOf.Text(word.AsSpan(gap + 1))), lexeme);
                continue;
            }

            Words[word] = lexeme;
        }

        // Stems after whole words: "new" must not become what the stem of another word is.
        foreach (var (word, draft) in _drafts) Words.TryAdd(StemOf(word), made[draft]);
        foreach (var (form, first) in _baseOf) Words.TryAdd(form, made[Of(first)]);
    }

    private void Mark(string list, WordFlags flags)
    {
        foreach (var word in Parts(list)) Of(word).Flags |= flags;
    }

    private void Number(string words, double value, WordFlags flag)
    {
        foreach (var word in Parts(words)) (Of(word).Flags, Of(word).Number) = (Of(word).Flags | flag | WordFlags.Ordinary, value);
    }

    /// <summary>The draft of a word, its base form or the first of those that mean the same.</summary>
    private Draft Of(string word)
    {
        word = word.TrimEnd('^');
        if (_baseOf.TryGetValue(word, out var first)) word = first;
        if (!_drafts.TryGetValue(word, out var draft))
        {
            var stem = StemOf(word);
            if (!_byStem.TryGetValue(stem, out draft)) _byStem.Add(stem, draft = new Draft { Key = KeyOf.Text(stem) });
            _drafts.Add(word, draft);
        }

        return draft;
    }

    private void Link(string word, Draft first)
    {
        word = word.TrimEnd('^');
        if (_baseOf.ContainsKey(word) || !_drafts.TryAdd(word, first)) return;
        _byStem.TryAdd(StemOf(word), first);
    }

    private static string StemOf(string word)
    {
        Span<char> letters = stackalloc char[word.Length + 1];
        word.CopyTo(letters);
        return letters[..Stemmer.Stem(letters, word.Length)].ToString();
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string[] Parts(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private sealed class Draft
    {
        public required ulong Key { get; init; }
        public WordFlags Flags { get; set; }
        public HashSet<ulong> Opposites { get; } = [];
        public HashSet<ushort> Sorts { get; } = [];
        public HashSet<ushort> SortsWithCapital { get; } = [];
        public double Number { get; set; }
        public ulong UnitBase { get; set; }
        public double UnitFactor { get; set; }

        public Lexeme Make() => new()
        {
            Key = Key, Flags = Flags, Opposites = [.. Opposites.Order()], Sorts = [.. Sorts.Order()], SortsWithCapital = [.. SortsWithCapital.Order()], Number = Number, UnitBase = UnitBase, UnitFactor = UnitFactor,
        };
    }
}
