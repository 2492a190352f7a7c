using System.Text.Json;
using Reprise.Evaluation.Text;
using Reprise.Tests;
using Reprise.Wire;

namespace Reprise.Core.Tests.Evaluation.Text;

public sealed class RefusalsTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("I'm sorry, but I can't help with that.")]
    [InlineData("I’m **unable to** assist with this request.")]
    [InlineData("As an AI language model, I cannot provide medical advice.")]
    [InlineData("Tut mir leid, aber ich kann dabei nicht helfen.")]
    [InlineData("Je suis désolé, mais je ne peux pas répondre.")]
    [InlineData("Lo siento, pero no puedo ayudarte con eso.")]
    [InlineData("Desculpe, mas não posso ajudar.")]
    [InlineData("Mi dispiace, ma non posso aiutarti.")]
    [InlineData("К сожалению, я не могу помочь.")]
    [InlineData("抱歉，我无法提供这些信息。")]
    [InlineData("申し訳ありませんが、お手伝いできません。")]
    [InlineData("죄송하지만 도와드릴 수 없습니다.")]
    [InlineData("ขออภัย ฉันไม่สามารถช่วยได้")]
    [InlineData("क्षमा करें, मैं आपकी मदद नहीं कर सकता।")]
    [InlineData("عذرا، لا يمكنني مساعدتك في ذلك.")]
    public void A_refusal_is_found(string text) => Refusals.Find(text).ShouldNotBeNull();

    [Theory]
    [InlineData("Here is how you can help with the garden.")]
    [InlineData("I can't help but smile at this. Here is the poem:")]
    [InlineData("Sure! The password can't be longer than 12 characters.")]
    [InlineData("I'm sorry to hear that your parcel is late. It will arrive tomorrow.")]
    [InlineData("Das kann ich gern tun.")]
    [InlineData("")]
    public void An_answer_is_none(string text) => Refusals.Find(text).ShouldBeNull();

    [Fact]
    public void What_is_said_at_the_end_of_a_long_answer_is_none() => Refusals.Find(new string('x', 700) + " I can't help with that.").ShouldBeNull();

    [Theory]
    [InlineData(null, "content_filter", true)]
    [InlineData(null, "SAFETY", true)]
    [InlineData("I will not.", "stop", true)]
    [InlineData("", "stop", false)]
    [InlineData(null, null, false)]
    public void The_provider_s_own_word_counts(string? refusal, string? reason, bool expected) =>
        Refusals.IsMarked(new AnswerReading { Refusal = refusal, FinishReason = reason }).ShouldBe(expected);

    /// <summary>
    /// No set here says of an answer whether it refuses. All 20 found in the first set are refusals, as read by us, and so are 8 of every 9 in the second, whose assistant
    /// mostly turns a question away without refusing it.
    /// </summary>
    [Fact]
    public void Few_answers_of_real_sets_are_taken_for_refusals()
    {
        var harmless = File.ReadLines(SharedData.Require("conv-oasst/same_prompt_many_samples.jsonl")).SelectMany(line => Texts(line, "samples", "output")).ToList();
        var harmful = File.ReadLines(SharedData.Require("conv-hh-rlhf/harmless_test.jsonl")).SelectMany(line => Texts(line, "chosen", "content")).ToList();
        var (few, many) = (harmless.Count(text => Refusals.Find(text) is not null), harmful.Count(text => Refusals.Find(text) is not null));
        output.WriteLine($"harmless questions: {few} of {harmless.Count}; harmful: {many} of {harmful.Count}");
        ((double)few / harmless.Count).ShouldBeLessThan(0.02);
        ((double)many / harmful.Count).ShouldBeGreaterThan(0.01);
    }

    private static IEnumerable<string> Texts(string line, string list, string property)
    {
        using var row = JsonDocument.Parse(line);
        return [.. row.RootElement.GetProperty(list).EnumerateArray().Where(item => !item.TryGetProperty("role", out var role) || role.GetString() == "assistant").Select(item => item.GetProperty(property).GetString()!)];
    }
}
