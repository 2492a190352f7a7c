using System.Globalization;
using System.Text;

namespace Reprise.Benchmarks.Privacy;

/// <summary>Texts to measure by: what is sent every day, and what was made to cost time.</summary>
internal static class SecretsTexts
{
    public static IReadOnlyList<(string Name, string Text)> All { get; } =
    [
        ("prose", Repeat("The meeting about the harbour was moved to Thursday, since two of the engineers are still at the site. Please read the notes again and tell me which of the three plans you would keep. ", 64 * 1024)),
        ("code", Repeat("    public async Task<Order?> FindAsync(OrderId id, CancellationToken token)\n    {\n        var key = new OrderKey(id.Value);\n        return await orders.FindAsync(key, token); // the key is the id\n    }\n\n", 64 * 1024)),
        ("JSON", Json()),
        ("names without values", Repeat("api_key secret token password ", 64 * 1024)),
        ("assignments", Repeat("key=key=token=", 64 * 1024)),
        ("prefixes", Repeat("ghp_sk-ant-eyJ", 64 * 1024)),
        ("first lines of keys", Repeat("-----BEGIN PRIVATE KEY-----", 64 * 1024)),
        ("dots", Repeat("eyJ.eyJ.", 64 * 1024)),
    ];

    private static string Json()
    {
        var text = new StringBuilder("[");
        for (var i = 0; text.Length < 64 * 1024; i++) text.Append(CultureInfo.InvariantCulture, $$"""{"id": {{i}}, "role": "user", "content": "What is the capital of country {{i * 7919 % 997}}?", "temperature": 0.{{i % 10}}, "tokens": {{i * 31}}},""");
        return text.Append(']').ToString();
    }

    private static string Repeat(string part, int length) => string.Concat(Enumerable.Repeat(part, length / part.Length));
}
