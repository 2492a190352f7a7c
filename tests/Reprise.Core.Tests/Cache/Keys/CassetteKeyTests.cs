using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Cache.Keys;
using Reprise.Core.Tests.Wire;

namespace Reprise.Core.Tests.Cache.Keys;

/// <summary>What holds for every request that was ever recorded. REPRISE_FUZZ_SEED repeats a run, REPRISE_FUZZ_CASES sets how many bodies are broken.</summary>
public sealed class CassetteKeyTests
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal)
    {
        "user", "safety_identifier", "metadata", "store", "prompt_cache_key", "prompt_cache_retention", "prompt_cache_options", "service_tier", "stream", "stream_options",
        "keep_alive", "labels", "requestMetadata", "serviceTier", "cache_control",
    };

    [Fact]
    public void Most_recorded_conversations_have_a_key()
    {
        var keys = Cassettes.All.Where(cassette => cassette.Request.Method is "POST").Select(cassette => (Cassette: cassette, Key: KeyOf(cassette, cassette.Request.Body))).ToList();
        var found = keys.Where(pair => pair.Key.Refusal is null).ToList();
        foreach (var group in keys.GroupBy(pair => pair.Key.Refusal ?? pair.Key.SemanticRefusal ?? "text", StringComparer.Ordinal).OrderByDescending(group => group.Count()))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{group.Count()} {group.Key}, such as {group.First().Cassette.Name}");
        }

        found.Count.ShouldBeGreaterThan(1000);
        found.Count(pair => pair.Key.Text is not null).ShouldBeGreaterThan(500);
        keys.Count(pair => pair.Key.Refusal is "not_readable").ShouldBeLessThan(20);
        keys.Where(pair => pair.Key.Text is not null).ShouldAllBe(pair => pair.Cassette.Dialect.ReadRequest(pair.Cassette.Request, false).Prompt == pair.Key.Text);
    }

    [Fact]
    public void Every_leaf_of_a_request_is_part_of_its_key()
    {
        var random = Seeded(out _);
        var tried = 0;
        foreach (var (cassette, key, body) in Documents())
        {
            var leaves = Leaves(body, path: "").Where(leaf => leaf.Path.Length > 0 && !LeftOut.Overlaps(leaf.Path.Split('/'))).ToList();
            for (var i = 0; i < 6 && leaves.Count > 0; i++)
            {
                var (path, leaf) = leaves[random.Next(leaves.Count)];
                if (key.Text is not null && leaf is JsonValue value && value.TryGetValue(out string? text) && text == key.Text) continue;
                var changed = body.DeepClone();
                Replace(changed, path, Mutated(leaf, random));
                var other = KeyOf(cassette, Encoding.UTF8.GetBytes(changed.ToJsonString()));
                if (other.Refusal is not null) continue;
                tried++;
                // A text that only the exact key knows (too long, code) may stay out of the partition, never of both.
                (other.Exact == key.Exact || key.Text is not null && other.Partition == key.Partition).ShouldBeFalse($"{cassette.Name}: {path} is missing from the key");
            }
        }

        tried.ShouldBeGreaterThan(3000);
    }

    [Fact]
    public void Another_last_text_is_another_question_in_the_same_partition()
    {
        var tried = 0;
        foreach (var (cassette, key, body) in Documents())
        {
            if (key.Text is null) continue;
            foreach (var (path, leaf) in Leaves(body, path: "").Reverse())
            {
                if (leaf is not JsonValue value || !value.TryGetValue(out string? text) || text != key.Text) continue;
                var changed = body.DeepClone();
                Replace(changed, path, JsonValue.Create(text + " please"));
                var other = KeyOf(cassette, Encoding.UTF8.GetBytes(changed.ToJsonString()));
                if (other.Partition != key.Partition) continue;
                other.Exact.ShouldNotBe(key.Exact, cassette.Name);
                tried++;
                break;
            }
        }

        tried.ShouldBeGreaterThan(500);
        tried.ShouldBe(Documents().Count(document => document.Key.Text is not null));
    }

    [Fact]
    public void The_same_request_written_otherwise_has_the_same_key()
    {
        var random = Seeded(out _);
        foreach (var (cassette, key, body) in Documents())
        {
            var written = new StringBuilder();
            Rewrite(body, written, random);
            KeyOf(cassette, Encoding.UTF8.GetBytes(written.ToString())).ShouldBe(key, cassette.Name);
        }
    }

    [Fact]
    public void Broken_bodies_never_throw()
    {
        var random = Seeded(out var cases);
        var all = Cassettes.All;
        for (var i = 0; i < cases; i++)
        {
            var cassette = all[random.Next(all.Count)];
            var bytes = cassette.Request.Body.ToArray();
            for (var hits = random.Next(1, 5); hits > 0 && bytes.Length > 0; hits--)
            {
                var at = random.Next(bytes.Length);
                switch (random.Next(4))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes = bytes[..at]; break;
                    case 2: bytes[at] = (byte)"{}[]\",:\\0e-"[random.Next(11)]; break;
                    default: bytes = [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]]; break;
                }
            }

            var key = KeyOf(cassette, bytes);
            (key.Refusal is not null || key.Exact != default).ShouldBeTrue(cassette.Name);
            CacheKeyReader.ReadTool("tool", cassette.Name, Encoding.Latin1.GetString(bytes), Asked.Scope, Asked.Policy).Exact.ShouldNotBe(default);
        }
    }

    private static CacheKey KeyOf(Cassette cassette, ReadOnlyMemory<byte> body)
    {
        var request = new CacheRequest(cassette.Provider, cassette.Dialect, cassette.Request with { Body = body }, "", []);
        return CacheKeyReader.Read(request, Asked.Scope, Asked.Policy with { SemanticWithTools = true, MaxTemperature = 2 });
    }

    private static IEnumerable<(Cassette Cassette, CacheKey Key, JsonNode Body)> Documents()
    {
        foreach (var cassette in Cassettes.All)
        {
            // Large pictures say no more than small ones.
            if (cassette.Request.Method is not "POST" || cassette.Request.Body.Length is 0 or > 100_000) continue;
            var key = KeyOf(cassette, cassette.Request.Body);
            if (key.Refusal is null) yield return (cassette, key, JsonNode.Parse(cassette.Request.Body.Span, documentOptions: Deep)!);
        }
    }

    private static Random Seeded(out int cases)
    {
        cases = int.Parse(Environment.GetEnvironmentVariable("REPRISE_FUZZ_CASES") ?? "5000", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("REPRISE_FUZZ_SEED") ?? Random.Shared.Next().ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {cases} cases");
        return new Random(seed);
    }

    private static IEnumerable<(string Path, JsonNode? Leaf)> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject { Count: > 0 } properties => properties.SelectMany(property => Leaves(property.Value, path + "/" + property.Key.Replace("/", "~1", StringComparison.Ordinal))),
        JsonArray { Count: > 0 } items => items.SelectMany((item, index) => Leaves(item, path + "/" + index.ToString(CultureInfo.InvariantCulture))),
        _ => [(path, node)],
    };

    private static void Replace(JsonNode body, string path, JsonNode? by)
    {
        var steps = path.Split('/')[1..];
        foreach (var step in steps[..^1]) body = body is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)]! : body[step.Replace("~1", "/", StringComparison.Ordinal)]!;
        if (body is JsonArray items) items[int.Parse(steps[^1], CultureInfo.InvariantCulture)] = by;
        else body[steps[^1].Replace("~1", "/", StringComparison.Ordinal)] = by;
    }

    private static JsonNode? Mutated(JsonNode? leaf, Random random) => leaf switch
    {
        null => JsonValue.Create(0),
        JsonValue value when value.TryGetValue(out string? text) => random.Next(3) switch { 0 => text + "x", 1 => text.Length == 0 ? " " : text[1..], _ => JsonValue.Create(7) },
        JsonValue value when value.TryGetValue(out bool flag) => !flag,
        JsonValue => leaf.ToJsonString() + "1",
        _ => JsonValue.Create("x"),
    };

    /// <summary>Writes the document with its names in another order, white space anywhere, and some letters as escapes.</summary>
    private static void Rewrite(JsonNode? node, StringBuilder to, Random random)
    {
        to.Append(' ', random.Next(2)).Append('\n', random.Next(2));
        if (node is JsonObject properties)
        {
            to.Append('{');
            var names = properties.ToArray();
            random.Shuffle(names);
            for (var i = 0; i < names.Length; i++)
            {
                Write(names[i].Key, to.Append(i == 0 ? "" : ","), random);
                Rewrite(names[i].Value, to.Append(random.Next(2) == 0 ? ":" : " : "), random);
            }

            to.Append('}');
        }
        else if (node is JsonArray items)
        {
            to.Append('[');
            for (var i = 0; i < items.Count; i++) Rewrite(items[i], to.Append(i == 0 ? "" : " ,\t"), random);
            to.Append(']');
        }
        else if (node is JsonValue value && value.TryGetValue(out string? text)) Write(text, to, random);
        else to.Append(node is null ? "null" : node.ToJsonString());
    }

    private static void Write(string text, StringBuilder to, Random random)
    {
        if (random.Next(2) == 0)
        {
            to.Append(JsonSerializer.Serialize(text, random.Next(2) == 0 ? JsonSerializerOptions.Default : Relaxed));
            return;
        }

        to.Append('"');
        foreach (var character in text)
        {
            if (character is < ' ' or '"' or '\\' || char.IsSurrogate(character) || random.Next(10) == 0) to.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else to.Append(character);
        }

        to.Append('"');
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
