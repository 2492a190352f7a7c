using System.Diagnostics;
using System.Text;
using Reprise.Evaluation;

namespace Reprise.Core.Tests.Evaluation;

/// <summary>Answers come from models and models from strangers: none of them may stop an evaluator, or keep it.</summary>
public sealed class HostileAnswerTests
{
    private static readonly string[] s_evaluators =
    [
        "exact:x", """{"type":"exact","value":"x","normalise":true}""", "contains:x", "not_contains:x", "regex:(a+)+$", "regex:(?=(a+)+$)b", "json", "json_path:$..*..*", "json_path:$[?@.a > 1 || @.b]",
        """{"type":"json_schema","schema":{"$ref":"#/$defs/n","$defs":{"n":{"anyOf":[{"type":"array","items":{"$ref":"#/$defs/n"},"uniqueItems":true},{"type":"object","additionalProperties":{"$ref":"#/$defs/n"}},{"type":"string","pattern":"(a+)+$"}]}}}}""",
        "numeric:1", "similarity", "latency:1", "ttft:1", "cost:1", "tokens:1", "finish_reason:stop", "status", "lexical", """{"type":"lexical","by":"edits"}""", "bleu", "rouge", """{"type":"rouge","variant":"2"}""", "f1", "refusal", "language", "length:5", "toxicity", "bias", "same", "tool_call:x", """{"type":"tool_call","tool":"x","arguments":{"a":1}}""",
    ];

    [Fact]
    public async Task Nothing_in_an_answer_throws_or_takes_long()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        string[] texts =
        [
            "", " ", new string('a', 100_000) + "!", new string('[', 100_000), new string('[', 127) + new string(']', 127), "{\"a\":" + new string('[', 5000), "\ud800", "\"\\ud800\"", "{\"\\ud800\":1}", "1e999999", "-" + new string('9', 5000),
            "[" + string.Join(',', Enumerable.Range(0, 20_000)) + "]", "\u0000\u0001", new string('1', 50_000), "1,111,111,1111,", string.Concat(Enumerable.Repeat("{\"a\":", 120)) + "1" + new string('}', 120),
        ];
        foreach (var evaluator in s_evaluators)
        {
            var made = Answered.Make(evaluator);
            foreach (var text in texts.Concat(Enumerable.Range(0, 20).Select(_ => Noise(random))))
            {
                var began = Stopwatch.GetTimestamp();
                var score = await made.ScoreAsync(Answered.With(text, expected: text.Length > 0 ? text[..1] : "", reference: "x"), TestContext.Current.CancellationToken);
                Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10), $"seed {seed}: {evaluator}");
                if (score.Value is { } value) value.ShouldBeInRange(0, 1, $"seed {seed}: {evaluator}");
                else score.Reason.ShouldNotBeNullOrEmpty($"seed {seed}: {evaluator}");
                (score.Reason?.Length ?? 0).ShouldBeLessThanOrEqualTo(1000);
            }
        }
    }

    [Fact]
    public void A_body_that_is_no_answer_at_all_is_read_as_far_as_it_goes()
    {
        foreach (var body in new[] { "", "{", "\0", "[]", "{\"choices\":7}", "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n" })
        {
            var record = Answered.Raw(body);
            Should.NotThrow(() => EvaluationCase.Of(record with { Request = record.Request! with { Bytes = Encoding.UTF8.GetBytes(body) } }, null, record));
        }
    }

    private static string Noise(Random random)
    {
        const string letters = "{}[]\",:\\u012389-+.eE aä漢\ud83d\ude00\ud800\n\t/*'`";
        return string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => letters[random.Next(letters.Length)]));
    }
}
