using Reprise.Evaluation.Judging;
using Reprise.Evaluation.Kinds;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation;

/// <summary>All types of evaluators. Each is a line here, a class of its own and a line in docs/evaluation.md.</summary>
internal static class EvaluatorTable
{
    private static readonly EvaluatorOption s_ignoreCase = new("ignore_case", OptionKind.Flag, "false", "capital and small letters are the same");

    public static IReadOnlyList<EvaluatorType> All { get; } =
    [
        // Texts.
        new("exact", "the answer is the very text", 1, "value", static o => new ExactEvaluator(o),
            AgainstText.Value, AgainstText.Against, s_ignoreCase,
            new("trim", OptionKind.Flag, "false", "white space at the ends does not count"),
            new("normalise", OptionKind.Flag, "false", "case, white space, forms of a letter and punctuation at the ends do not count")),
        new("contains", "texts stand in the answer; the score is the share of them", 1, "value", static o => new ContainsEvaluator(o),
            new("value", OptionKind.Texts, null, "what should stand there"), new("match", OptionKind.Text, "all", "`all` of them, or `any` one"), s_ignoreCase),
        new("not_contains", "none of these texts stands in the answer", 1, "value", static o => new NotContainsEvaluator(o),
            new("value", OptionKind.Texts, null, "what should not stand there"), s_ignoreCase),
        new("regex", "a pattern is found in the answer", 1, "pattern", static o => new RegexEvaluator(o),
            new("pattern", OptionKind.Text, null, "a .NET regular expression"), s_ignoreCase,
            new("whole", OptionKind.Flag, "false", "the pattern must be the whole answer"), new("not", OptionKind.Flag, "false", "the pattern must not be found")),
        new("numeric", "the number in the answer is the right one", 1, "value", static o => new NumericEvaluator(o),
            new("value", OptionKind.Number, "the number in the expected answer", "the right number"), new("tolerance", OptionKind.Number, "0.000000001", "how far off is right too"),
            new("relative", OptionKind.Flag, "false", "the tolerance is a share of the right number"), new("pick", OptionKind.Text, "last", "`first` or `last` number of a text"),
            new("path", OptionKind.Text, null, "a JSON path to the number, in an answer that is JSON")),

        // Structure.
        new("json", "the answer is JSON", 1, null, static o => new JsonEvaluator(o), new EvaluatorOption("fenced", OptionKind.Flag, "false", "a Markdown code block around it will do")),
        new("json_schema", "the answer is JSON that fits a schema", 1, "schema", static o => new JsonSchemaEvaluator(o),
            new EvaluatorOption("schema", OptionKind.Json, null, "the JSON Schema; `@file` on the command line")),
        new("json_path", "a path leads to a value in an answer that is JSON", 1, "path", static o => new JsonPathEvaluator(o),
            new("path", OptionKind.Text, null, "a JSON path such as `$.items[0].price`"), new("value", OptionKind.Json, null, "the value there; of an object, these properties at least"),
            new("exists", OptionKind.Flag, "true", "whether the path should lead anywhere, where no value is said")),
        new("tool_call", "a tool is called; the score is the share of name and arguments that fit", 1, "tool", static o => new ToolCallEvaluator(o),
            new("tool", OptionKind.Text, "any tool", "its name"), new("arguments", OptionKind.Object, null, "arguments it must have, these at least"),
            new("exactly", OptionKind.Flag, "false", "it must have no other arguments"), new("not", OptionKind.Flag, "false", "it must not be called")),

        // Likeness.
        new("similarity", "cosine of the embeddings of the answer and a text", 0.8, null, static o => new SimilarityEvaluator(o), AgainstText.Value, AgainstText.Against),
        new("lexical", "how alike the answer and a text are, by words or by edits", 0.5, null, LikenessEvaluator.Lexical, AgainstText.Value, AgainstText.Against,
            new("by", OptionKind.Text, "words", "`words` in common over words of both, or `edits`: one letter put in, left out or changed")),
        new("bleu", "BLEU: runs of one to four words that the text has too, smoothed", 0.3, null, LikenessEvaluator.BleuScore, AgainstText.Value, AgainstText.Against),
        new("rouge", "ROUGE: how much of the text's words the answer has, and of the answer's words the text", 0.5, null, LikenessEvaluator.RougeScore, AgainstText.Value, AgainstText.Against,
            new("variant", OptionKind.Text, "l", "`l`: the longest sequence in common; `1` or `2`: runs of so many words"), new("of", OptionKind.Text, "f1", "`f1`, `precision` or `recall`")),
        new("f1", "words in common as question sets count them: without case, punctuation and articles", 0.5, null, LikenessEvaluator.F1, AgainstText.Value, AgainstText.Against),
        new("same", "the answer says to a program the same as the call it repeats: equal text or JSON, equal tool calls", 1, null, static o => new SameEvaluator(o)),

        // What kind of text it is.
        new("refusal", "the answer does not refuse", 1, null, static o => new RefusalEvaluator(o), new EvaluatorOption("wanted", OptionKind.Flag, "false", "it should refuse")),
        new("language", "the answer is in this language", 1, "value", static o => new LanguageEvaluator(o),
            new EvaluatorOption("value", OptionKind.Texts, "the language of the question", "ISO 639-1 codes, such as `en`")),
        new("length", "the answer is as long as it should be; half as long, or twice, is half the score", 1, "max", static o => new LengthEvaluator(o),
            new("min", OptionKind.Number, "no limit", "the least"), new("max", OptionKind.Number, "no limit", "the most"), new("unit", OptionKind.Text, "words", "`words`, `characters` or `sentences`")),
        new("toxicity", "no rude words of a short list; each halves, then thirds the score", 1, null, WordListEvaluator.Toxicity,
            new("categories", OptionKind.Texts, "all", "of `insult`, `profanity`, `slur`, `threat`, `sexual`"), new("allow", OptionKind.Texts, "none", "words of the list that are right here")),
        new("bias", "no words of a short list by which people are spoken of by their group", 1, null, WordListEvaluator.Bias,
            new("categories", OptionKind.Texts, "all", "categories of the list"), new("allow", OptionKind.Texts, "none", "words of the list that are right here")),

        // What the record says.
        new("latency", "the answer was whole in time; twice the limit is half the score", 1, "max_ms", MeasureEvaluator.Latency, new EvaluatorOption("max_ms", OptionKind.Number, null, "milliseconds")),
        new("ttft", "the first token came in time; twice the limit is half the score", 1, "max_ms", MeasureEvaluator.Ttft, new EvaluatorOption("max_ms", OptionKind.Number, null, "milliseconds")),
        new("cost", "the call cost no more; twice the limit is half the score", 1, "max_usd", MeasureEvaluator.Cost, new EvaluatorOption("max_usd", OptionKind.Number, null, "US dollars")),
        new("tokens", "the call took no more tokens; twice the limit is half the score", 1, "max", MeasureEvaluator.Tokens,
            new("max", OptionKind.Number, null, "tokens"), new("of", OptionKind.Text, "total", "`total`, `prompt` or `completion`")),
        new("finish_reason", "the answer ended as expected", 1, "value", WordEvaluator.FinishReason, new EvaluatorOption("value", OptionKind.Texts, null, "the provider's own words that are right")),
        new("status", "the call ended as expected", 1, "value", WordEvaluator.Status, new EvaluatorOption("value", OptionKind.Texts, "success", "`success`, `error`, `timeout` or `cancelled`")),

        // A model's opinion.
        new("judge", "a model grades the answer (1 to 5 points become 0 to 1), or says whether it is better than the one it repeats (1), as good (0.5) or worse (0)", 0.75, "model", static o => new JudgeEvaluator(o),
            new("model", OptionKind.Text, null, "the judge, as `provider/model`; or its model alone, with `provider`"), new("provider", OptionKind.Text, "what `model` says", "a configured provider"),
            new("rubric", OptionKind.Text, "correctness", "`correctness`, `helpfulness`, `faithfulness`, `tone`, or a text of your own; `@file` on the command line"),
            new("mode", OptionKind.Text, "points", "`points`, or `pairwise` against the answer it repeats, asked in both orders"), new("cache", OptionKind.Text, "on", "`on`, `off` or `refresh`: whether the cache may answer for the judge"),
            new("max_calls", OptionKind.Count, "no limit", "calls after which the judge says nothing more"), new("max_usd", OptionKind.Number, "no limit", "US dollars after which it says nothing more"),
            new("parameters", OptionKind.Object, "temperature 0", "more properties of the request; null takes one away"), new("path", OptionKind.Text, "by dialect", "where to ask, below the provider's base URL")),
    ];
}
