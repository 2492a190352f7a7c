using Reprise.Evaluation;

namespace Reprise.Core.Tests.Evaluation;

/// <summary>How evaluators are written, and what is said of a mistake.</summary>
public sealed class EvaluatorSpecTests
{
    [Theory]
    [InlineData("exakt", "no evaluator 'exakt'", "Did you mean 'exact'?")]
    [InlineData("""{"type":"contains","valeu":"x"}""", "no option 'valeu'", "Did you mean 'value'?")]
    [InlineData("contains", "needs the option 'value'", "what should stand there")]
    [InlineData("""{"type":"contains","value":7}""", "'value'", "expected text or a list of texts")]
    [InlineData("""{"type":"contains","value":["a",7]}""", "'value'", "a list")]
    [InlineData("""{"type":"contains","value":"x","ignore_case":"yes"}""", "'ignore_case'", "true or false")]
    [InlineData("""{"type":"contains","value":"x","match":"every"}""", "'match'", "expected all, any")]
    [InlineData("""{"type":"contains","value":"x","pass":2}""", "'pass'", "0 to 1")]
    [InlineData("latency:soon", "'max_ms'", "expected number")]
    [InlineData("latency:-1", "'max_ms'", "0 or more")]
    [InlineData("regex:a(b", "'pattern'", "at character 4")]
    [InlineData("""{"type":"regex","pattern":"a(b","whole":true}""", "'pattern'", "at character")]
    [InlineData("json_path:$.a[", "'path'", "at character 5")]
    [InlineData("json_path:a.b", "'path'", "expected '$'")]
    [InlineData("status:sucess", "'value'", "Did you mean 'success'?")]
    [InlineData("""{"type":"json_schema","schema":{"unevaluatedProperties":false}}""", "'schema'", "unevaluatedProperties")]
    [InlineData("""{"type":"json_schema","schema":"@order.json"}""", "'schema'", "command line")]
    [InlineData("""{"type":"exact","name":"Not A Name"}""", "no name of a score", "a-z")]
    [InlineData("""{"value":"x"}""", "no 'type'", "type")]
    [InlineData("language:english", "'value'", "expected one of")]
    [InlineData("length", "needs the option 'max'", "the most")]
    [InlineData("""{"type":"length","min":5,"max":2}""", "'min'", "more than 'max'")]
    [InlineData("""{"type":"toxicity","categories":["insults"]}""", "'categories'", "Did you mean 'insult'?")]
    [InlineData("json:true", "no short form", "json")]
    [InlineData("""{"type":"exact","value":"a","against":"reference"}""", "'against'", "do not go together")]
    [InlineData("""{"type":"exact","value":"a","value":"b"}""", "'value'", "twice")]
    [InlineData("""{"type":"exact","value":"\ud800"}""", "half a letter", "evaluator")]
    [InlineData("{", "no valid JSON", "JSON")]
    [InlineData("  ", "no evaluator", "expected")]
    public void A_mistake_is_named_with_what_was_expected(string evaluator, string what, string help)
    {
        var mistake = Should.Throw<FormatException>(() => Answered.Make(evaluator)).Message;
        mistake.ShouldContain(what);
        mistake.ShouldContain(help);
    }

    [Fact]
    public void The_short_form_is_the_object_with_one_option()
    {
        var spec = EvaluatorSpec.Parse("contains:a:\"b\" {c}");
        spec.Type.ShouldBe("contains");
        spec.Options["value"].GetString().ShouldBe("a:\"b\" {c}");
        EvaluatorSpec.Parse(spec.ToJson()).Options["value"].GetString().ShouldBe("a:\"b\" {c}");
        EvaluatorSpec.Parse("\"contains:x\"").Options["value"].GetString().ShouldBe("x");
    }

    [Fact]
    public void Every_type_has_a_summary_and_options_of_its_own_names()
    {
        Evaluators.Types.ShouldBeUnique();
        foreach (var type in Evaluators.Catalog)
        {
            type.Summary.ShouldNotBeNullOrWhiteSpace();
            type.Options.Select(static option => option.Name).ShouldBeUnique();
            type.Options.ShouldNotContain(static option => option.Name == "pass" || option.Name == "type" || option.Name == "name");
            if (type.ShortOption is { } option) type.Options.ShouldContain(known => known.Name == option);
        }
    }

    [Fact]
    public void No_text_makes_reading_throw_anything_but_a_format_error()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        string[] pieces = ["{", "}", "\"type\":", "\"exact\"", ",", ":", "contains", "$..[", "regex", "\\ud800", "\ud800", "[", "]", "1e999", "null", "\"pattern\":\"(a\"", "\"schema\":{\"$ref\":\"#\"}", "json_schema", " "];
        for (var i = 0; i < 3000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                Answered.Make(text);
            }
            catch (FormatException)
            {
                // The one thing that may be thrown.
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {text}: {e}");
            }
        }
    }
}
