using System.Diagnostics;
using System.Globalization;
using Reprise.Wire;

namespace Reprise.Core.Tests.Wire;

/// <summary>
/// Mutates recorded bodies and reads them with their own dialect and with a foreign one: nothing throws, nothing takes long. REPRISE_FUZZ_CASES sets how many
/// (default 5,000), REPRISE_FUZZ_SEED repeats a run.
/// </summary>
public sealed class DialectFuzzTests
{
    /// <summary>Generous for a shared machine; a quadratic reader passes it by far at these sizes.</summary>
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(2);

    [Fact]
    public void Mutated_recordings_never_throw_and_never_take_long()
    {
        var cases = int.Parse(Environment.GetEnvironmentVariable("REPRISE_FUZZ_CASES") ?? "5000", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("REPRISE_FUZZ_SEED") ?? Random.Shared.Next().ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {cases} cases");
        var random = new Random(seed);
        var cassettes = Cassettes.All;
        var slowest = TimeSpan.Zero;
        for (var number = 0; number < cases; number++)
        {
            var cassette = cassettes[random.Next(cassettes.Count)];
            var dialect = random.Next(4) == 0 ? DialectCatalog.All[random.Next(DialectCatalog.All.Count)] : cassette.Dialect;
            var request = cassette.Request with { Body = Mutate(cassette.Request.Body.Span, random) };
            var response = cassette.Response with { Body = Mutate(cassette.Response.Body.Span, random), Status = random.Next(8) == 0 ? 500 : 200 };
            var clock = Stopwatch.StartNew();
            try
            {
                var call = dialect.ReadRequest(request, details: random.Next(2) == 0);
                call.NewText.ShouldNotBeNull();
                var answer = dialect.ReadResponse(response);
                TokenEstimate.Complete(dialect, request, answer);
                DialectCatalog.Find(configuredDialect: null, cassette.Provider, "POST", "/unknown", request.Body).ShouldNotBeNull();
            }
            catch (Exception e) when (e is not ShouldAssertException)
            {
                Assert.Fail($"seed {seed}, case {number}, {cassette.Name} as {dialect.Name}: {e}");
            }

            if (clock.Elapsed > slowest) slowest = clock.Elapsed;
            clock.Elapsed.ShouldBeLessThan(LongestRead, $"seed {seed}, case {number}, {cassette.Name} as {dialect.Name}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"slowest read {slowest.TotalMilliseconds:F1} ms");
    }

    [Theory]
    [InlineData("{\"messages\":", "[")]
    [InlineData("", "{\"message\":{\"content\":[{\"input\":")]
    [InlineData("{\"error\":", "{\"detail\":[")]
    public void Deep_nesting_is_read_without_recursion(string start, string level)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(level, 500_000 / level.Length)));
        foreach (var dialect in DialectCatalog.All)
        {
            dialect.ReadRequest(new WireRequest("POST", "/x", bytes, "application/json"), details: true).ShouldNotBeNull();
            dialect.ReadResponse(new WireResponse(200, bytes, "application/json")).ShouldNotBeNull();
            dialect.ReadResponse(new WireResponse(500, bytes, "application/json")).ShouldNotBeNull();
        }
    }

    [Fact]
    public void Fifty_megabytes_are_read_within_seconds()
    {
        var picture = new string('A', 50_000_000);
        var body = System.Text.Encoding.UTF8.GetBytes($$$"""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"what is it"},{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{picture}}}"}}]}]}""");
        var clock = Stopwatch.StartNew();

        var call = DialectCatalog.FindByName("openai.chat")!.ReadRequest(new WireRequest("POST", "/v1/chat/completions", body, "application/json"), details: true);

        call.Prompt.ShouldBe("what is it");
        call.Messages[0].Attachments.ShouldHaveSingleItem().MediaType.ShouldBe("image/png");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    private static byte[] Mutate(ReadOnlySpan<byte> original, Random random)
    {
        var bytes = original.ToArray();
        if (bytes.Length == 0) return bytes;
        for (var changes = random.Next(1, 6); changes > 0 && bytes.Length > 0; changes--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(9))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes = bytes[..at]; break;
                case 2: bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 40))..]]; break;
                case 3: bytes = [.. bytes[..at], .. bytes.AsSpan(at, Math.Min(random.Next(1, 200), bytes.Length - at)), .. bytes[at..]]; break;
                case 4: bytes[at] = "{}[]\",:\\\n\r0n"u8[random.Next(12)]; break;
                case 5: bytes = [.. bytes[..at], 0xFF, 0xC3, .. bytes[at..]]; break;
                case 6: bytes = [.. bytes[..at], .. "\\ud83d"u8, .. bytes[at..]]; break;
                case 7: ReplaceValue(ref bytes, at, random); break;
                default: Array.Reverse(bytes, at, Math.Min(8, bytes.Length - at)); break;
            }
        }

        return bytes;
    }

    /// <summary>Puts a value of another type where one follows a colon, so that the JSON stays valid and the shape does not.</summary>
    private static void ReplaceValue(ref byte[] bytes, int at, Random random)
    {
        var colon = bytes.AsSpan(at).IndexOf((byte)':');
        if (colon < 0) return;
        var from = at + colon + 1;
        var end = bytes.AsSpan(from).IndexOfAny((byte)',', (byte)'}');
        if (end < 0) return;
        string[] values = ["null", "true", "-1", "1e999", "\"\"", "[]", "{}", "[[{}]]", "{\"text\":{\"text\":1}}", "99999999999999999999"];
        bytes = [.. bytes[..from], .. System.Text.Encoding.UTF8.GetBytes(values[random.Next(values.Length)]), .. bytes[(from + end)..]];
    }
}
