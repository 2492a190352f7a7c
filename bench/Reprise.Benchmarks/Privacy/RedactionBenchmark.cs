using System.Globalization;
using System.Text;
using System.Text.Json;
using Reprise.Capture;
using Reprise.Encryption;
using Reprise.Interactions;
using Reprise.Privacy.Detection;
using Reprise.Privacy.Policies;
using Reprise.Settings;

namespace Reprise.Benchmarks.Privacy;

/// <summary>
/// What redaction costs by kilobyte with the policy <c>personal</c> and all detectors: a request, a streamed answer, the next turn of a long conversation, and what of it
/// the end of an answer waits for. One thread; the middle of the rounds counts.
/// </summary>
internal static class RedactionBenchmark
{
    private const int Seed = 17;

    private static readonly string[] s_words = "the order was sent on monday and should arrive within three days please check the address and tell us when it has come thank you for waiting so long".Split(' ');

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        var isTiny = args.Contains("--tiny");
        var time = TimeProvider.System;
        using var policies = new PrivacyPolicies(new InMemorySettingsStore(time), Detector.BuiltIn, new BenchSecrets(), time);
        await policies.RefreshAsync(CancellationToken.None);
        var personal = policies.Compile("default", PrivacyPresets.All["personal"]);
        var (request, turn, answer, stream) = Bodies(isTiny ? 4 : 40);
        var (rounds, calls) = isTiny ? (3, 4) : (9, 50);
        var checksum = 0L;

        output.WriteLine("| what | KB | µs | µs/KB |");
        output.WriteLine("|---|---|---|---|");
        // A policy made anew has seen no text before.
        Row("request, unseen", request, () => policies.Compile("default", personal.Policy).Try(request, Reprise.Privacy.Redaction.BodySide.Request).Body);
        checksum += personal.Try(request, Reprise.Privacy.Redaction.BodySide.Request).Body!.Bytes.Length;
        Row("request, one turn more", turn, () => personal.Try(turn, Reprise.Privacy.Redaction.BodySide.Request).Body);
        Row("answer", answer, () => policies.Compile("default", personal.Policy).Try(answer, Reprise.Privacy.Redaction.BodySide.Response).Body);
        Row("answer, streamed", stream, () => policies.Compile("default", personal.Policy).Try(stream, Reprise.Privacy.Redaction.BodySide.Response).Body);
        output.WriteLine();
        WithoutPolicy();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"checksum {checksum}"));

        void Row(string what, Body body, Func<Body?> work)
        {
            var micros = new List<double>();
            for (var round = 0; round < rounds; round++)
            {
                var began = time.GetTimestamp();
                for (var i = 0; i < calls; i++) checksum += work()?.Bytes.Length ?? 0;
                micros.Add(time.GetElapsedTime(began).TotalMicroseconds / calls);
            }

            micros.Sort();
            var (middle, kilobytes) = (micros[micros.Count / 2], body.Bytes.Length / 1024.0);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {kilobytes:F1} | {middle:F0} | {middle / kilobytes:F1} |"));
        }

        void WithoutPolicy()
        {
            var guard = new CallGuard(policies, new CaptureCounters());
            var call = new CapturedCall { Id = InteractionId.At(time.GetUtcNow()), Project = "default", Timestamp = time.GetUtcNow(), Provider = "openai", Method = "POST", Path = "/v1/chat/completions", Request = request, Response = answer };
            var many = calls * 1000;
            var began = time.GetTimestamp();
            for (var i = 0; i < many; i++) checksum += guard.Admit(call) ? 1 : 0;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A call without a policy: {time.GetElapsedTime(began).TotalNanoseconds / many:F0} ns"));
        }
    }

    private static (Body Request, Body Turn, Body Answer, Body Stream) Bodies(int messages)
    {
        var random = new Random(Seed);
        var said = Enumerable.Range(0, messages).Select(i => new { role = i % 2 == 0 ? "user" : "assistant", content = Words(random, 160) }).ToList();
        var request = Json(new { model = "gpt-4o", messages = said });
        var turn = Json(new { model = "gpt-4o", messages = said.Append(new { role = "user", content = Words(random, 160) }) });
        var answer = Json(new { id = "chatcmpl-1", choices = new[] { new { index = 0, message = new { role = "assistant", content = Words(random, 700) }, finish_reason = "stop" } }, usage = new { prompt_tokens = 10, completion_tokens = 700 } });
        var events = new StringBuilder();
        foreach (var word in Words(random, 300).Split(' ')) events.Append("data: ").Append(JsonSerializer.Serialize(new { id = "chatcmpl-1", @object = "chat.completion.chunk", choices = new[] { new { index = 0, delta = new { content = word + " " } } } })).Append("\n\n");
        return (request, turn, answer, new Body { Bytes = Encoding.UTF8.GetBytes(events.Append("data: [DONE]\n\n").ToString()), ContentType = "text/event-stream" });
    }

    /// <summary>Ordinary words, and now and then something of somebody's.</summary>
    private static string Words(Random random, int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => random.Next(100) switch
    {
        0 => $"user{random.Next(1000)}@example.com",
        1 => $"+49 30 {random.Next(100000, 999999)}",
        _ => s_words[random.Next(s_words.Length)],
    }));

    private static Body Json<T>(T value) => new() { Bytes = JsonSerializer.SerializeToUtf8Bytes(value), ContentType = "application/json" };

    private sealed class BenchSecrets : IProjectSecrets
    {
        private readonly byte[] _secret = new byte[32];

        public ReadOnlyMemory<byte> Of(string project, string purpose) => _secret;
    }
}
