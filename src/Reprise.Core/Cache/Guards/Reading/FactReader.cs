using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Reading;

/// <summary>Puts numbers, number words, units, months and days together to what they say: "twenty five km", "5 January 2024", "3 pm", "version 2".</summary>
internal static class FactReader
{
    private static readonly ulong s_version = KeyOf.Text("version"), s_am = KeyOf.Text("am"), s_pm = KeyOf.Text("pm"), s_noon = KeyOf.Text("noon"), s_midnight = KeyOf.Text("midnight");
    private static readonly ulong s_this = KeyOf.Text("this"), s_next = KeyOf.Text("next"), s_last = KeyOf.Text("last"), s_previous = KeyOf.Text("previous"), s_past = KeyOf.Text("past"), s_coming = KeyOf.Text("coming"),
        s_today = KeyOf.Text("today"), s_tonight = KeyOf.Text("tonight"), s_tomorrow = KeyOf.Text("tomorrow"), s_yesterday = KeyOf.Text("yesterday"), s_weekend = KeyOf.Text("weekend"), s_of = KeyOf.Text("of"), s_point = KeyOf.Text("point");

    public static Fact[] Read(Scanned scanned)
    {
        var tokens = scanned.Tokens;
        var facts = scanned.Facts;
        foreach (var date in scanned.Dates) facts.Add(new Fact(GuardKind.Dates, date, 0));
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Has(TokenFlags.Taken)) continue;
            if (TryDate(tokens, i, facts) || TryRelative(tokens, i, facts)) continue;
            if (tokens[i].Has(TokenFlags.Number)) ReadNumber(tokens, i, facts);
            else if (tokens[i].Is(WordFlags.NumberWord)) i = ReadWords(tokens, i, facts);
            else if (tokens[i].Is(WordFlags.Ordinal)) facts.Add(new Fact(GuardKind.Numbers, OrdinalKey(tokens[i].Lexeme!.Number), 0) { Weak = true });
        }

        if (facts.Count == 0) return [];
        if (facts.Count == 1) return [facts[0]];
        facts.Sort(Fact.Order);
        return [.. facts.Distinct()];
    }

    private static void ReadNumber(Span<Token> tokens, int i, List<Fact> facts)
    {
        ref var token = ref tokens[i];
        if (token.Has(TokenFlags.Ordinal))
        {
            facts.Add(new Fact(GuardKind.Numbers, OrdinalKey(token.Value), 0) { Weak = token.Value < 3 });
            return;
        }

        var value = token.Value;
        var raw = token.Key;
        var after = i + 1;
        // 2.5 million
        if (after < tokens.Length && tokens[after].Is(WordFlags.NumberWord) && tokens[after].Lexeme!.Number >= 100)
        {
            value *= tokens[after].Lexeme!.Number;
            raw = KeyOf.Number(value);
            tokens[after++].Flags |= TokenFlags.Taken;
        }

        if (token.Has(TokenFlags.Time) || after < tokens.Length && (tokens[after].Form == s_am || tokens[after].Form == s_pm))
        {
            var minutes = token.Has(TokenFlags.Time) ? value : value * 60;
            if (after < tokens.Length && (tokens[after].Form == s_am || tokens[after].Form == s_pm))
            {
                if (tokens[after].Form == s_pm && minutes < 720) minutes += 720;
                else if (tokens[after].Form == s_am && minutes >= 720 && minutes < 780) minutes -= 720;
                tokens[after].Flags |= TokenFlags.Taken;
            }

            facts.Add(new Fact(GuardKind.Dates, KeyOf.Add(s_am, KeyOf.Number(minutes)), 0));
            return;
        }

        Measured(tokens, i, after, value, raw, token.Currency, facts);
    }

    /// <summary>Number words behind one another: one thousand two hundred, twenty-five.</summary>
    private static int ReadWords(Span<Token> tokens, int i, List<Fact> facts)
    {
        var (total, part, end) = (0.0, 0.0, i);
        for (; end < tokens.Length && tokens[end].Is(WordFlags.NumberWord); end++)
        {
            var value = tokens[end].Lexeme!.Number;
            if (value < 100)
            {
                // "two three": two numbers, not one.
                if (part % 100 != 0 && !(part % 10 == 0 && value < 10 && part % 100 >= 20)) break;
                part += value;
            }
            else if (value == 100) part = (part == 0 ? 1 : part) * 100;
            else (total, part) = (total + (part == 0 ? 1 : part) * value, 0);
        }

        if (end == i) end = i + 1;
        var number = total + part;
        var unit = end < tokens.Length && tokens[end].Is(WordFlags.Unit);
        // "One" is a pronoun as often as a number.
        if (number == 1 && end == i + 1 && !unit) return i;
        Measured(tokens, i, end, number, KeyOf.Number(number), 0, facts);
        return end - 1;
    }

    private static void Measured(Span<Token> tokens, int i, int after, double value, ulong raw, ulong currency, List<Fact> facts)
    {
        if (tokens[i].Has(TokenFlags.Percent)) facts.Add(new Fact(GuardKind.Numbers, raw, KeyOf.Add(KeyOf.Text("percent"), KeyOf.Number(value))));
        else if (currency != 0) facts.Add(new Fact(GuardKind.Numbers, raw, KeyOf.Add(currency, KeyOf.Number(value))));
        else if (after < tokens.Length && tokens[after].Is(WordFlags.Unit) && tokens[after].Lexeme is { } unit)
        {
            facts.Add(new Fact(GuardKind.Numbers, raw, KeyOf.Add(unit.UnitBase, KeyOf.Number(Math.Round(value * unit.UnitFactor, 9)))));
            tokens[after].Flags |= TokenFlags.Taken;
        }
        else if (tokens[i].Has(TokenFlags.Version)) facts.Add(new Fact(GuardKind.Versions, raw, 0));
        else if (i > 0 && (tokens[i - 1].Form == s_version || tokens[i - 1].Is(WordFlags.Technology))) facts.Add(new Fact(GuardKind.Versions, tokens[i].Has(TokenFlags.Number) ? VersionKey(in tokens[i], raw) : raw, 0));
        else facts.Add(new Fact(GuardKind.Numbers, raw, 0));
    }

    /// <summary>As a version 3.10 is not 3.1; the scanner saw only a number.</summary>
    private static ulong VersionKey(ref readonly Token token, ulong raw) => token.Value == Math.Floor(token.Value) ? raw : token.Form;

    private static bool TryDate(Span<Token> tokens, int i, List<Fact> facts)
    {
        if (tokens[i].Form == s_noon || tokens[i].Form == s_midnight)
        {
            facts.Add(new Fact(GuardKind.Dates, KeyOf.Add(s_am, KeyOf.Number(tokens[i].Form == s_noon ? 720 : 0)), 0));
            return true;
        }

        if (tokens[i].Is(WordFlags.Weekday))
        {
            facts.Add(new Fact(GuardKind.Dates, KeyOf.Add(s_weekend, tokens[i].Key), 0));
            return true;
        }

        if (!tokens[i].Is(WordFlags.Month))
        {
            // 5 January, 5th of January: read when the month is reached.
            return tokens[i].Has(TokenFlags.Number) && IsDay(in tokens[i]) && MonthBehind(tokens, i) > 0;
        }

        var (before, after) = (DayBefore(tokens, i), i + 1);
        var day = before >= 0 ? (int)tokens[before].Value : 0;
        if (day == 0 && after < tokens.Length && IsDay(in tokens[after])) day = (int)tokens[after++].Value;
        var year = after < tokens.Length && tokens[after].Has(TokenFlags.Number) && tokens[after].Value is >= 1000 and <= 2999 && tokens[after].Value == Math.Floor(tokens[after].Value) ? (int)tokens[after++].Value : 0;
        if (tokens[i].Is(WordFlags.NameWithCapital) && day == 0 && year == 0 && !tokens[i].IsCapital) return false;
        for (var at = i; at < after; at++) tokens[at].Flags |= TokenFlags.Taken;
        if (before >= 0) tokens[before].Flags |= TokenFlags.Taken;
        facts.Add(new Fact(GuardKind.Dates, Chunks.DateKey(year, (int)tokens[i].Lexeme!.Number, day), 0));
        return true;
    }

    private static bool IsDay(ref readonly Token token) => token.Has(TokenFlags.Number) && !token.Has(TokenFlags.Time | TokenFlags.Percent | TokenFlags.Version) && token.Currency == 0 && token.Value is >= 1 and <= 31 && token.Value == Math.Floor(token.Value);

    private static int MonthBehind(Span<Token> tokens, int i)
    {
        var at = i + 1;
        if (at < tokens.Length && tokens[at].Form == s_of) at++;
        return at < tokens.Length && tokens[at].Is(WordFlags.Month) && !tokens[at].Has(TokenFlags.AfterBreak) ? at : -1;
    }

    private static int DayBefore(Span<Token> tokens, int month)
    {
        var at = month - 1;
        if (at >= 0 && tokens[at].Form == s_of) at--;
        return at >= 0 && IsDay(in tokens[at]) && !tokens[at].Has(TokenFlags.Taken) && MonthBehind(tokens, at) == month ? at : -1;
    }

    /// <summary>tomorrow, next week, last Friday.</summary>
    private static bool TryRelative(Span<Token> tokens, int i, List<Fact> facts)
    {
        var form = tokens[i].Form;
        if (form == s_today || form == s_tonight || form == s_tomorrow || form == s_yesterday)
        {
            facts.Add(new Fact(GuardKind.Dates, form == s_tonight ? s_today : form, 0) { Weak = form == s_today || form == s_tonight });
            return true;
        }

        var shift = form == s_this ? 1 : form == s_next || form == s_coming ? 2 : form == s_last || form == s_previous || form == s_past ? 3 : 0;
        if (shift == 0 || i + 1 >= tokens.Length) return false;
        var noun = tokens[i + 1];
        if (!noun.Is(WordFlags.Weekday | WordFlags.Month) && noun.Form != s_weekend && !(noun.Is(WordFlags.Unit) && noun.Lexeme!.UnitFactor is 86400 or 604800 or 1 or 3 or 12 or 120 && noun.Lexeme.UnitBase == KeyOf.Text("month") || noun.Form == KeyOf.Text("week"))) return false;
        facts.Add(new Fact(GuardKind.Dates, KeyOf.Add(KeyOf.Add(s_next, (ulong)shift), noun.Key), 0) { Weak = shift == 1 });
        tokens[i].Flags |= TokenFlags.Taken;
        tokens[i + 1].Flags |= TokenFlags.Taken;
        return true;
    }

    private static ulong OrdinalKey(double value) => KeyOf.Add(s_point, KeyOf.Number(value));
}
