using System.Text;
using System.Text.Json;
using Reprise.Tests;
using Reprise.Yara;

namespace Reprise.Core.Tests.Security.Rules;

/// <summary>What the official tests of YARA say of rules, texts and errors holds for the library as this code drives it.</summary>
public sealed class YaraConformanceTests
{
    private static readonly Dictionary<string, object> _variables = new() { ["var_zero"] = 0L, ["var_one"] = 1L, ["var_true"] = true, ["var_false"] = false };

    [Fact]
    public void Every_assertion_that_needs_no_module_holds()
    {
        YaraNeeded.Check();
        var (held, broken) = (0, new List<string>());
        foreach (var line in File.ReadLines(SharedData.Require("yara/conformance.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement;
            if (row.GetProperty("needs_module").GetArrayLength() > 0) continue;
            if (Fault(row) is { } fault) broken.Add($"{row.GetProperty("id").GetString()}: {fault}");
            else held++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{held} hold, {broken.Count} do not");
        broken.ShouldBeEmpty();
        held.ShouldBeGreaterThan(100);
    }

    private static string? Fault(JsonElement row)
    {
        var kind = row.GetProperty("kind").GetString()!;
        var input = row.TryGetProperty("input", out var at) ? Bytes(at) : [];
        var expected = row.TryGetProperty("expected_match", out var match) ? Bytes(match) : null;
        var rule = row.TryGetProperty("regexp", out var regexp) ? RuleOf(Text(regexp), expected) : Text(row.GetProperty("rule"));
        using var compiled = YaraCompiler.TryCompile(rule, out var error, null, _variables);
        if (kind is "error" or "regexp_syntax_error") return compiled is null ? null : "compiles";
        if (compiled is null) return $"does not compile: {error}";
        using var rules = new YaraRules(compiled);
        var scan = rules.Scan(input);
        if (scan.Fault is not null) return scan.Fault;
        return kind switch
        {
            "true_rule" or "true_rule_blob" or "true_regexp" => scan.Matches.Count > 0 ? null : "does not match",
            "match_count" => scan.Matches.Count == row.GetProperty("count").GetInt32() ? null : $"{scan.Matches.Count} matches",
            _ => scan.Matches.Count == 0 ? null : "matches",
        };
    }

    /// <summary>The official test looks at what matched; the same is said in a condition: one match has that length, and that text stands there.</summary>
    private static string RuleOf(string regexp, byte[]? expected)
    {
        // A match without length is one of those that versions before 4.3 do not report; that there is one can be said all the same.
        if (expected is not { Length: > 0 }) return $"rule test {{ strings: $a = /{regexp}/ condition: $a }}";
        var same = string.Join(" and ", expected.Select((value, i) => $"uint8(@a[i] + {i}) == {value}"));
        return $"rule test {{ strings: $a = /{regexp}/ condition: for any i in (1..#a) : (!a[i] == {expected.Length} and {same}) }}";
    }

    private static string Text(JsonElement value) => Encoding.UTF8.GetString(Bytes(value));

    private static byte[] Bytes(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return [];
        return value.TryGetProperty("text", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!) : Convert.FromBase64String(value.GetProperty("base64").GetString()!);
    }
}
