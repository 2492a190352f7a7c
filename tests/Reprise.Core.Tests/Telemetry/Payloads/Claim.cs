using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Reprise.Core.Tests.Telemetry;

/// <summary>One thing that a test of another project says of what became of a payload: where it looks, how it compares, and with what.</summary>
internal sealed record Claim(string Root, IReadOnlyList<string> Path, string Subject, string Relation, bool IsNot, JsonNode? Expected, bool IsExpectedKnown)
{
    /// <summary>The claims of an assertion as it stands in that test: <c>expect(…).toBe(…)</c>, or a comparison in Python.</summary>
    public static IReadOnlyList<Claim> Of(string assertion, Func<string, JsonNode?> variable)
    {
        var claims = new List<Claim>();
        foreach (var statement in Statements(assertion))
        {
            if (statement.StartsWith("expect(", StringComparison.Ordinal))
            {
                var end = Closing(statement, "expect".Length);
                var rest = end < 0 ? "" : statement[(end + 1)..].TrimStart();
                var isNot = rest.StartsWith(".not.", StringComparison.Ordinal);
                var call = Regex.Match(isNot ? rest[4..] : rest, @"^\.(?<name>\w+)\(", RegexOptions.None, TimeSpan.FromSeconds(1));
                if (end < 0 || !call.Success) continue;
                var body = (isNot ? rest[4..] : rest)[(call.Length - 1)..];
                var close = Closing(body, 0);
                claims.Add(Make(statement["expect(".Length..end], call.Groups["name"].Value, isNot, close < 0 ? "" : body[1..close].Trim().TrimEnd(','), variable));
            }
            else if (Split(statement, " not in ") is { } missing) claims.Add(Make(missing.Right + "[" + missing.Left + "]", "toBeDefined", isNot: true, "", variable));
            else if (Split(statement, " == ") is { } equal) claims.Add(Make(equal.Left, "toEqual", isNot: false, equal.Right, variable));
            else if (Split(statement, " in ") is { } present) claims.Add(Make(present.Right + "[" + present.Left + "]", "toBeDefined", isNot: false, "", variable));
        }

        return claims;
    }

    private static Claim Make(string subject, string relation, bool isNot, string expected, Func<string, JsonNode?> variable)
    {
        var plain = Regex.Replace(subject, @"\s+", "", RegexOptions.None, TimeSpan.FromSeconds(1)).Replace("?.", ".", StringComparison.Ordinal).Replace(".[", "[", StringComparison.Ordinal).Replace("!", "", StringComparison.Ordinal);
        for (var before = ""; before != plain;)
        {
            before = plain;
            plain = Regex.Replace(plain, @"^\((?<inner>[\w.]+)\)|^JSON\.parse\((?<inner>.+)\)$|^String\((?<inner>.+)\)$", "${inner}", RegexOptions.None, TimeSpan.FromSeconds(1));
        }

        var known = ScriptValue.TryRead(expected, variable, out var value);
        var tokens = Regex.Matches(plain, @"\[['""](?<key>[^\]]*)['""]\]|\[(?<key>-?\w+)\]|(?<key>[\w$]+)", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(match => match.Groups["key"].Value).ToList();
        return new Claim(tokens.Count == 0 ? "" : tokens[0], tokens.Count == 0 ? [] : [.. tokens.Skip(1)], plain, relation, isNot, value, known || expected.Length == 0);
    }

    /// <summary>Parts of a text between semicolons that stand in no quotes and no brackets.</summary>
    private static IEnumerable<string> Statements(string text)
    {
        var start = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && text[at] != ';')
            {
                if (text[at] is '"' or '\'' or '`') at = Skip(text, at);
                else if (text[at] is '(' or '[' or '{' && Closing(text, at) is > 0 and var close) at = close;
                continue;
            }

            if (text[start..Math.Min(at, text.Length)].Trim() is { Length: > 0 } statement) yield return statement;
            start = at + 1;
        }
    }

    private static (string Left, string Right)? Split(string text, string with)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '"' or '\'' or '`') at = Skip(text, at);
            else if (text[at] is '(' or '[' or '{' && Closing(text, at) is > 0 and var close) at = close;
            else if (text.AsSpan(at).StartsWith(with)) return (text[..at].Trim(), text[(at + with.Length)..].Trim());
        }

        return null;
    }

    private static int Closing(string text, int open)
    {
        var depth = 0;
        for (var at = open; at < text.Length; at++)
        {
            if (text[at] is '"' or '\'' or '`') at = Skip(text, at);
            else if (text[at] is '(' or '[' or '{') depth++;
            else if (text[at] is ')' or ']' or '}' && --depth == 0) return at;
        }

        return -1;
    }

    private static int Skip(string text, int quote)
    {
        for (var at = quote + 1; at < text.Length; at++)
        {
            if (text[at] == '\\') at++;
            else if (text[at] == text[quote]) return at;
        }

        return text.Length - 1;
    }
}
