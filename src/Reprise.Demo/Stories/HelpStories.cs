namespace Reprise.Demo.Stories;

/// <summary>What visitors of the shop's help page ask again and again: in the same words, in other words, and nearly the same but with another answer.</summary>
internal static class HelpStories
{
    public const string System = "You answer questions on the help page of Fernhill Outfitters in one or two sentences.";

    public static IReadOnlyList<HelpTopic> Topics { get; } =
    [
        new("Do you have the Ridgeway boots in size 43?", "Yes, the Ridgeway is in stock in size {order}, in brown and in grey.",
            ["Are the Ridgeway boots available in size 43?", "Do you have Ridgeway boots in size 43?"],
            "Do you have the Ridgeway boots in size 46?", "Yes, the Ridgeway is in stock in size {order}, in brown and in grey."),
        new("How do I turn on messages about my parcel?", "Open \"My orders\", choose the parcel and press \"Keep me posted\".",
            ["How can I turn on messages about my parcel?", "What do I do to turn on messages about my parcel?"],
            "How do I turn off messages about my parcel?", "Every message has a link at its foot that ends them; \"My orders\" has the same button."),
        new("How long does delivery to Ireland take?", "Parcels to Ireland take four to six working days.",
            ["How long will delivery to Ireland take?", "How many days does delivery to Ireland take?"],
            "How long does delivery to Norway take?", "Parcels to Norway take six to nine working days, as they pass the customs."),
        new("How do I clean the burner of a camping stove?", "Let it cool, take the gas off, brush the burner with an old toothbrush and free blocked holes with a thin needle.",
            ["How can I clean the burner of a camping stove?", "What is the best way to clean the burner of a camping stove?"],
            "How do I replace the burner of a camping stove?", "Take the gas off, turn the burner against the clock until it comes loose and screw the new one in by hand."),
        new("Can I wash a down jacket in the washing machine?", "Yes, at 30 degrees with soap for down, and dry it slowly with two tennis balls in the dryer.",
            ["Is it okay to wash a down jacket in the washing machine?", "May I wash a down jacket in the washing machine?"],
            "Can I wash a down jacket by hand?", "Yes, in lukewarm water with soap for down; do not wring it, and shake it often while it dries."),
    ];

    /// <summary>All of it as one story, for finding the answers.</summary>
    public static Story All { get; } = new("help page", System, [.. Topics.SelectMany(static topic => topic.Turns)]);
}

/// <param name="Question">As most people ask it.</param>
/// <param name="Answer">To the question and its rewordings.</param>
/// <param name="Rewordings">The same in other words.</param>
/// <param name="NearMiss">Looks the same and is not.</param>
/// <param name="OtherAnswer">To the near miss.</param>
internal sealed record HelpTopic(string Question, string Answer, IReadOnlyList<string> Rewordings, string NearMiss, string OtherAnswer)
{
    public IEnumerable<StoryTurn> Turns =>
        [.. Rewordings.Prepend(Question).Select(question => new StoryTurn(question, new StoryLine(Answer))), new StoryTurn(NearMiss, new StoryLine(OtherAnswer))];
}
