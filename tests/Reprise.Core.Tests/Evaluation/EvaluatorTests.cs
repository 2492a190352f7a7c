using Reprise.Evaluation;
using Reprise.Interactions;

namespace Reprise.Core.Tests.Evaluation;

/// <summary>What each evaluator that needs no model says of an answer.</summary>
public sealed class EvaluatorTests
{
    [Theory]
    [InlineData("exact:Paris", "Paris", 1.0)]
    [InlineData("exact:Paris", "paris", 0.0)]
    [InlineData("""{"type":"exact","value":"Paris","ignore_case":true}""", "paris", 1.0)]
    [InlineData("""{"type":"exact","value":"Paris","trim":true}""", " Paris\n", 1.0)]
    [InlineData("""{"type":"exact","value":"New York","normalise":true}""", "**new   york.**", 1.0)]
    [InlineData("contains:refund", "We refund you.", 1.0)]
    [InlineData("contains:refund", "We pay back.", 0.0)]
    [InlineData("""{"type":"contains","value":["a","b","c","d"]}""", "a b c", 0.75)]
    [InlineData("""{"type":"contains","value":["a","z"],"match":"any"}""", "a", 1.0)]
    [InlineData("""{"type":"contains","value":"REFUND","ignore_case":true}""", "a refund", 1.0)]
    [InlineData("not_contains:sorry", "Fine.", 1.0)]
    [InlineData("""{"type":"not_contains","value":["sorry","cannot"]}""", "I cannot.", 0.0)]
    [InlineData("regex:^\\d{3}$", "123", 1.0)]
    [InlineData("""{"type":"regex","pattern":"\\d+","whole":true}""", "12a", 0.0)]
    [InlineData("""{"type":"regex","pattern":"\\d+","whole":true}""", "12", 1.0)]
    [InlineData("""{"type":"regex","pattern":"\\d+","not":true}""", "none", 1.0)]
    [InlineData("regex:(\\w)\\1", "book", 1.0)]
    [InlineData("numeric:42", "6 times 7 is 42.", 1.0)]
    [InlineData("numeric:42", "The answer is 41", 0.0)]
    [InlineData("""{"type":"numeric","value":100,"tolerance":0.05,"relative":true}""", "about 104", 1.0)]
    [InlineData("""{"type":"numeric","value":6,"pick":"first"}""", "6 times 7 is 42", 1.0)]
    [InlineData("numeric:-1234.5", "It is -1,234.5", 1.0)]
    [InlineData("numeric:5", "It costs $5.", 1.0)]
    [InlineData("numeric:12", "gpt-4o and B7 say 12", 1.0)]
    [InlineData("""{"type":"numeric","value":3,"path":"$.a[1]"}""", """{"a":[1,3]}""", 1.0)]
    [InlineData("json", """{"a":1}""", 1.0)]
    [InlineData("json", "Here: {}", 0.0)]
    [InlineData("json", "```json\n{}\n```", 0.0)]
    [InlineData("""{"type":"json","fenced":true}""", "```json\n{}\n```", 1.0)]
    [InlineData("json_path:$.a", """{"a":null}""", 1.0)]
    [InlineData("json_path:$.b", """{"a":1}""", 0.0)]
    [InlineData("""{"type":"json_path","path":"$.b","exists":false}""", """{"a":1}""", 1.0)]
    [InlineData("""{"type":"json_path","path":"$.a","value":{"x":1}}""", """{"a":{"x":1.0,"y":2}}""", 1.0)]
    [InlineData("""{"type":"json_path","path":"$.a","value":2}""", """{"a":1}""", 0.0)]
    [InlineData("finish_reason:stop", "x", 1.0)]
    [InlineData("finish_reason:length", "x", 0.0)]
    [InlineData("status", "x", 1.0)]
    [InlineData("status:error", "x", 0.0)]
    [InlineData("""{"type":"lexical","value":"the red car"}""", "the blue car", 0.5)]
    [InlineData("""{"type":"lexical","value":"kitten","by":"edits"}""", "mitten", 0.83333333333)]
    [InlineData("""{"type":"bleu","value":"the cat sat on the mat"}""", "the cat sat on the mat", 1.0)]
    [InlineData("""{"type":"rouge","value":"the cat sat","of":"recall"}""", "the cat", 0.66666666667)]
    [InlineData("""{"type":"rouge","value":"the cat sat","variant":"2","of":"precision"}""", "the cat", 1.0)]
    [InlineData("""{"type":"f1","value":"The Eiffel Tower"}""", "eiffel tower!", 1.0)]
    [InlineData("refusal", "I'm sorry, but I can't help with that.", 0.0)]
    [InlineData("refusal", "Here you are.", 1.0)]
    [InlineData("""{"type":"refusal","wanted":true}""", "I'm sorry, but I can't help with that.", 1.0)]
    [InlineData("language:de", "Das ist nicht der richtige Weg, und ich weiß es auch.", 1.0)]
    [InlineData("language:fr", "Das ist nicht der richtige Weg, und ich weiß es auch.", 0.0)]
    [InlineData("language", "The answer is forty-two, as you can see for yourself.", 1.0)]
    [InlineData("length:3", "one two three", 1.0)]
    [InlineData("length:2", "one two three four", 0.5)]
    [InlineData("""{"type":"length","min":10,"unit":"characters"}""", "12345", 0.5)]
    [InlineData("toxicity", "You are a nice person.", 1.0)]
    [InlineData("toxicity", "You idiot.", 0.5)]
    [InlineData("""{"type":"toxicity","allow":"idiot"}""", "You idiot.", 1.0)]
    [InlineData("""{"type":"toxicity","categories":"threat"}""", "You idiot.", 1.0)]
    [InlineData("bias", "The chair opened the meeting.", 1.0)]
    public async Task A_score_says_what_was_asked(string evaluator, string answer, double expected)
    {
        var score = await Answered.ScoreAsync(evaluator, answer);
        score.Value.ShouldNotBeNull(score.Reason).ShouldBe(expected, 1e-9);
        if (expected == 0) score.Reason.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("exact", "x", "nobody said what the answer should be")]
    [InlineData("""{"type":"exact","against":"reference"}""", "x", "no other answer")]
    [InlineData("numeric", "42", "which number")]
    [InlineData("numeric:42", "forty-two", "no number")]
    [InlineData("json_path:$.a", "no json", "no JSON")]
    [InlineData("""{"type":"json_schema","schema":{}}""", "{", "no JSON")]
    [InlineData("similarity", "x", "nobody said")]
    [InlineData("same", "x", "no other answer")]
    [InlineData("language", "12345", "cannot be told")]
    [InlineData("bleu", "x", "nobody said")]
    [InlineData("latency:1", "x", "not known")]
    [InlineData("ttft:1", "x", "not known")]
    [InlineData("cost:1", "x", "not known")]
    [InlineData("tokens:1", "x", "not known")]
    public async Task What_cannot_be_told_has_no_value_and_a_reason(string evaluator, string answer, string why)
    {
        var score = await Answered.ScoreAsync(evaluator, answer);
        score.Value.ShouldBeNull();
        score.Passed.ShouldBeNull();
        score.Reason.ShouldNotBeNull().ShouldContain(why);
    }

    [Fact]
    public async Task A_failed_call_has_no_answer_to_score()
    {
        var failed = Answered.Raw("""{"error":{"message":"overloaded","code":"busy"}}""", static i => i with { Status = InteractionStatus.Error, HttpStatus = 500 });
        var score = await Answered.ScoreAsync("contains:x", EvaluationCase.Of(failed));
        score.Value.ShouldBeNull();
        (await Answered.ScoreAsync("status", EvaluationCase.Of(failed))).Value.ShouldBe(0);
        (await Answered.ScoreAsync("contains:x", EvaluationCase.Of(failed with { Response = null }))).Reason.ShouldBe("no answer is on record");
    }

    [Fact]
    public async Task An_answer_is_held_against_the_expected_one_before_the_one_it_repeats()
    {
        (await Answered.ScoreAsync("exact", "a", expected: "a", reference: "b")).Value.ShouldBe(1);
        (await Answered.ScoreAsync("exact", "b", reference: "b")).Value.ShouldBe(1);
        (await Answered.ScoreAsync("""{"type":"exact","against":"reference"}""", "a", expected: "a", reference: "b")).Value.ShouldBe(0);
        Answered.Make("""{"type":"exact","against":"reference"}""").NeedsReference.ShouldBeTrue();
        Answered.Make("""{"type":"exact","against":"expected"}""").NeedsReference.ShouldBeFalse();
        Answered.Make("""{"type":"exact","value":"a"}""").NeedsReference.ShouldBeFalse();
        Answered.Make("""{"type":"exact","against":"reference"}""").IsPreference.ShouldBeFalse();
        Answered.Make("exact").NeedsReference.ShouldBeTrue();
    }

    [Fact]
    public async Task A_limit_that_is_passed_twice_over_is_half_the_score()
    {
        var slow = EvaluationCase.Of(Answered.Record("x", change: static i => i with { LatencyMs = 3000, TtftMs = 200, CostUsd = 0.02m, Usage = new TokenUsage { PromptTokens = 10, CompletionTokens = 30, TotalTokens = 40 } }));
        var latency = await Answered.ScoreAsync("latency:1500", slow);
        (latency.Value, latency.Passed, latency.Measured).ShouldBe((0.5, false, 3000));
        (await Answered.ScoreAsync("ttft:200", slow)).Passed.ShouldBe(true);
        (await Answered.ScoreAsync("cost:0.01", slow)).Value.ShouldNotBeNull().ShouldBe(0.5, 1e-9);
        (await Answered.ScoreAsync("tokens:20", slow)).Value.ShouldBe(0.5);
        (await Answered.ScoreAsync("""{"type":"tokens","max":10,"of":"prompt"}""", slow)).Value.ShouldBe(1);
    }

    [Theory]
    [InlineData("tool_call:find", 1.0)]
    [InlineData("tool_call:drop", 0.0)]
    [InlineData("tool_call", 1.0)]
    [InlineData("""{"type":"tool_call","tool":"drop","not":true}""", 1.0)]
    [InlineData("""{"type":"tool_call","not":true}""", 0.0)]
    [InlineData("""{"type":"tool_call","tool":"find","arguments":{"q":"x"}}""", 1.0)]
    [InlineData("""{"type":"tool_call","tool":"find","arguments":{"q":"x"},"exactly":true}""", 0.5)]
    [InlineData("""{"type":"tool_call","tool":"find","arguments":{"q":"x","limit":7}}""", 0.66666666)]
    [InlineData("""{"type":"tool_call","tool":"find","arguments":{"q":"x","limit":5.0},"exactly":true}""", 1.0)]
    public async Task A_tool_call_is_scored_by_its_name_and_arguments(string evaluator, double expected)
    {
        var call = EvaluationCase.Of(Answered.Record(null, "tool_calls", """[{"id":"1","type":"function","function":{"name":"find","arguments":"{\"q\":\"x\",\"limit\":5}"}}]"""));
        (await Answered.ScoreAsync(evaluator, call)).Value.ShouldNotBeNull().ShouldBe(expected, 1e-6);
    }

    [Fact]
    public async Task Likeness_of_meaning_is_the_cosine_of_the_embeddings()
    {
        (await Answered.ScoreAsync("similarity", "listen", expected: "silent")).Value.ShouldNotBeNull().ShouldBe(1, 1e-6);
        (await Answered.ScoreAsync("similarity", "abc", expected: "xyz")).Value.ShouldBe(0);
        (await Answered.ScoreAsync("similarity", "abc", expected: "123")).Reason.ShouldNotBeNull().ShouldContain("nothing to read");
        (await Answered.ScoreAsync("similarity", new string('a', 2000), expected: "a")).Reason.ShouldNotBeNull().ShouldContain("at most");
    }

    [Fact]
    public async Task The_same_answer_as_before_is_the_same_to_a_program()
    {
        (await Answered.ScoreAsync("same", """{"a":1,"b":2}""", reference: """{"b":2,"a":1}""")).Value.ShouldBe(1);
        var other = await Answered.ScoreAsync("same", "yes", reference: "no");
        (other.Value, other.Passed).ShouldBe((0, false));
        other.Reason.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_rude_answer_is_not_quoted_in_its_reason()
    {
        var score = await Answered.ScoreAsync("toxicity", "You idiot, you moron.");
        (score.Measured, score.Reason).ShouldBe((2, "has words of the list: insult (2)"));
    }

    [Fact]
    public async Task A_threshold_says_what_passes()
    {
        var lax = await Answered.ScoreAsync("""{"type":"contains","value":["a","b"],"pass":0.5,"name":"has_words"}""", "a");
        (lax.Name, lax.Value, lax.Passed).ShouldBe(("has_words", 0.5, true));
        (await Answered.ScoreAsync("""{"type":"contains","value":["a","b"]}""", "a")).Passed.ShouldBe(false);
    }

    [Fact]
    public async Task A_score_becomes_a_fact_and_one_without_a_value_does_not()
    {
        var record = Answered.Record("a");
        var evaluator = Answered.Make("""{"type":"contains","value":"b","name":"b"}""");
        var fact = (await evaluator.ScoreAsync(EvaluationCase.Of(record), default)).ToFact(record, evaluator.Author, TimeProvider.System).ShouldNotBeNull();
        (fact.Kind, fact.Name, fact.Value, fact.Author, fact.InteractionId).ShouldBe((FactKind.Evaluation, "b", 0.0, "evaluator:contains", record.Interaction.Id));
        (await Answered.ScoreAsync("exact", "a")).ToFact(record, "x", TimeProvider.System).ShouldBeNull();
    }
}
