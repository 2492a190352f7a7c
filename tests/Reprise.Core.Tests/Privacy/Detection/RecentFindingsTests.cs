using Reprise.Privacy.Detection;

namespace Reprise.Core.Tests.Privacy.Detection;

/// <summary>A detector that remembers finds what one without memory finds, whoever asks first and however often.</summary>
public sealed class RecentFindingsTests
{
    private static readonly string[] s_pieces =
    [
        "ann.lee@example.com", "+49 30 901820", "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111", "12 Baker Street, London", "Dr. Mary Jones", "10.0.0.7", "password = hunter2hunter2",
        "the order was sent on monday", "please check", "\n", "ü", "日本", "{\"a\":1}",
    ];

    [Fact]
    public void The_second_look_finds_what_the_first_found_and_what_no_memory_finds()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var texts = Enumerable.Range(0, 300).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(1, 60)).Select(_ => s_pieces[random.Next(s_pieces.Length)]))).ToList();
        var remembering = Detector.BuiltIn.Remembering();
        foreach (var text in texts) remembering.Find(text).ShouldBe(Detector.BuiltIn.Find(text), text);
        Parallel.ForEach(texts.Concat(texts), text => remembering.Find(text).ShouldBe(Detector.BuiltIn.Find(text), text));
    }

    [Fact]
    public void It_looks_once_at_a_text_and_again_when_it_has_forgotten()
    {
        var counting = new Counting();
        var remembering = new Detector([counting]).Remembering();
        var text = new string('a', RecentFindings.ShortestText);
        for (var i = 0; i < 5; i++) remembering.Find(text).Single().Type.ShouldBe("counted");
        counting.Looks.ShouldBe(1);
        remembering.Find(text.AsSpan(1));
        remembering.Find(text.AsSpan(1));
        counting.Looks.ShouldBe(3, "a short text is not worth a hash");
        for (var i = 0; i < 5000; i++) remembering.Find($"{text}{i}");
        remembering.Find(text);
        counting.Looks.ShouldBe(5004);
    }

    [Fact]
    public void What_it_holds_is_bounded_by_findings_too()
    {
        var recent = new RecentFindings();
        recent.Keep(1UL, new TextFinding[60_000]);
        recent.Keep(2UL, new TextFinding[60_000]);
        recent.Find(1UL).ShouldNotBeNull("the generation before");
        recent.Keep(3UL, new TextFinding[60_000]);
        recent.Find(1UL).ShouldBeNull();
        recent.Keep(4UL, new TextFinding[1_000_000]);
        recent.Find(4UL).ShouldBeNull();
        recent.Find(3UL).ShouldNotBeNull();
    }

    [Fact]
    public void Other_allowed_texts_are_another_memory()
    {
        var text = $"{new string('x', RecentFindings.ShortestText)} ann.lee@example.com";
        var remembering = Detector.BuiltIn.Remembering();
        remembering.Find(text).ShouldNotBeEmpty();
        remembering.Allowing(["ann.lee@example.com"]).Remembering().Find(text).ShouldBeEmpty();
    }

    private sealed class Counting : ITextDetector
    {
        public int Looks { get; private set; }

        public void Find(ReadOnlySpan<char> text, List<TextFinding> into)
        {
            Looks++;
            into.Add(new TextFinding("counted", 0, 1, 1));
        }
    }
}
