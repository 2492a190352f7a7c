using Reprise.Cache.Guards;

namespace Reprise.Core.Tests.Cache.Guards;

public sealed class FactTests
{
    [Theory]
    [InlineData("What is 2+2?", "What is 2+3?")]
    [InlineData("List 5 fruits.", "List 7 fruits.")]
    [InlineData("List five fruits.", "List seven fruits.")]
    [InlineData("Round 3.14159 to 2 places.", "Round 3.14159 to 3 places.")]
    [InlineData("Write a poem of 100 lines.", "Write a poem of 1,000 lines.")]
    [InlineData("Who won the 3rd race?", "Who won the 4th race?")]
    [InlineData("What is the third law of motion?", "What is the second and fourth law of motion?")]
    [InlineData("Rooms for 2-4 guests.", "Rooms for 2-6 guests.")]
    [InlineData("Is 15% a good tip?", "Is 20% a good tip?")]
    [InlineData("What is the square root of -4?", "What is the square root of 4?")]
    public void Other_numbers_fire(string a, string b) => Pairs.ShouldFire(GuardKind.Numbers, a, b);

    [Theory]
    [InlineData("Divide 1,000 by 4.", "Divide 1000 by four.")]
    [InlineData("Divide 1e3 by 4.", "Divide one thousand by 4.")]
    [InlineData("There are twenty-five cups.", "There are 25 cups.")]
    [InlineData("It costs two thousand three hundred euros.", "It costs 2300 euros.")]
    [InlineData("A town of 2.5 million people.", "A town of 2,500,000 people.")]
    [InlineData("Get 10k followers.", "Get 10,000 followers.")]
    [InlineData("Who won the 3rd race?", "Who won the third race?")]
    [InlineData("Which is 3.0?", "Which is 3?")]
    public void The_same_number_written_otherwise_passes(string a, string b) => Pairs.ShouldPass(a, b);

    [Theory]
    [InlineData("How long does a 5 km run take?", "How long does a 5 mile run take?")]
    [InlineData("What can I get for $20?", "What can I get for €20?")]
    [InlineData("Is 16 GB enough?", "Is 16 MB enough?")]
    [InlineData("Wait 30 seconds.", "Wait 30 minutes.")]
    public void The_same_number_of_another_unit_fires(string a, string b) => Pairs.ShouldFire(GuardKind.Units, a, b);

    [Theory]
    [InlineData("How long does a 5 km run take?", "How long does a 5000 metre run take?")]
    [InlineData("How long does a 5km run take?", "How long does a 5 kilometer run take?")]
    [InlineData("Wait 2 hours.", "Wait 120 minutes.")]
    [InlineData("What can I get for $20?", "What can I get for 20 dollars?")]
    public void The_same_amount_in_another_unit_passes(string a, string b) => Pairs.ShouldPass(a, b);

    [Theory]
    [InlineData("What happened on Jan 5 2024?", "What happened on Jan 6 2024?")]
    [InlineData("What happened on 2024-01-05?", "What happened on 2024-02-05?")]
    [InlineData("Is the shop open on Monday?", "Is the shop open on Tuesday?")]
    [InlineData("What is the weather tomorrow?", "What is the weather today?")]
    [InlineData("Sales of last year", "Sales of this year")]
    [InlineData("Wake me at 7:30 am", "Wake me at 7:30 pm")]
    [InlineData("Flights in January", "Flights in February")]
    public void Other_dates_and_times_fire(string a, string b) => Pairs.ShouldFire(GuardKind.Dates, a, b);

    [Theory]
    [InlineData("What happened on Jan 5 2024?", "What happened on 2024-01-05?")]
    [InlineData("What happened on 5 January 2024?", "What happened on January 5th, 2024?")]
    [InlineData("What happened on the 5th of January 2024?", "What happened on 5 January 2024?")]
    [InlineData("Meet me at 3 pm.", "Meet me at 15:00.")]
    [InlineData("May I ask a question?", "Could I ask a question?")]
    public void The_same_date_written_otherwise_passes(string a, string b) => Pairs.ShouldPass(a, b);

    [Theory]
    [InlineData("What is new in v1.2?", "What is new in v1.3?")]
    [InlineData("How do I migrate to Python 2?", "How do I migrate to Python 3?")]
    [InlineData("Is python 3.10 faster?", "Is python 3.1 faster?")]
    [InlineData("Install 1.2.3", "Install 1.2.4")]
    public void Other_versions_fire(string a, string b) => Pairs.ShouldFire(GuardKind.Versions, a, b);

    [Theory]
    [InlineData("What is new in v1.2?", "What is new in version 1.2?")]
    [InlineData("How do I use gpt4?", "How do I use GPT-4?")]
    public void The_same_version_passes(string a, string b) => Pairs.ShouldPass(a, b);
}
