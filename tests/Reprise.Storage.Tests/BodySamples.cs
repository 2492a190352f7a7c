using System.Text;

namespace Reprise.Storage.Tests;

/// <summary>Bodies for tests.</summary>
internal static class BodySamples
{
    private static readonly string[] s_words = ["refund", "policy", "weather", "Köln", "flight", "book", "\\\"quoted\\\"", "日本", "\\n", "the", "a", "of"];

    /// <summary>Anything: JSON, broken JSON, text, noise, nothing.</summary>
    public static byte[] Any(Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                var noise = new byte[random.Next(3000)];
                random.NextBytes(noise);
                return noise;
            case 1:
                return [];
            case 2:
                var cut = Encoding.UTF8.GetBytes(Json(random, 0));
                return cut[..random.Next(cut.Length + 1)];
            case 3:
                var broken = Encoding.UTF8.GetBytes(Json(random, 0));
                for (var i = 0; i < 5 && broken.Length > 0; i++) broken[random.Next(broken.Length)] = (byte)"\"[]{},\\x"[random.Next(8)];
                return broken;
            default:
                return Encoding.UTF8.GetBytes(Json(random, 0));
        }
    }

    /// <summary>The requests of a chat, each with all that was said before.</summary>
    public static IEnumerable<byte[]> Conversation(int turns)
    {
        var random = new Random(7);
        var system = Text(random, 400);
        var messages = new List<string> { $$"""{"role":"system","content":"{{system}}"}""" };
        for (var turn = 0; turn < turns; turn++)
        {
            messages.Add($$"""{"role":"user","content":"{{Text(random, 5 + random.Next(60))}}"}""");
            yield return Encoding.UTF8.GetBytes($$"""{"model":"gpt-4o","messages":[{{string.Join(",", messages)}}],"temperature":0.2}""");
            messages.Add($$"""{"role":"assistant","content":"{{Text(random, 5 + random.Next(600))}}"}""");
        }
    }

    public static string Text(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => s_words[random.Next(s_words.Length)]));

    private static string Json(Random random, int depth) => random.Next(depth > 5 ? 3 : 6) switch
    {
        0 => $"\"{Text(random, random.Next(120))}\"",
        1 => random.Next().ToString(),
        2 => "null",
        3 => $"[{string.Join(", ", Enumerable.Range(0, random.Next(6)).Select(_ => Json(random, depth + 1)))}]",
        _ => $"{{{string.Join(",", Enumerable.Range(0, random.Next(6)).Select(i => $"\"k{i}\": {Json(random, depth + 1)}"))}}}",
    };
}
