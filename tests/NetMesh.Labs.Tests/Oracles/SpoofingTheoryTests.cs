using NetMesh.Labs.Oracles;

namespace NetMesh.Labs.Tests.Oracles;

public sealed class SpoofingTheoryTests
{
    [Fact]
    public void One_answer_is_right_as_often_as_one_of_all_values_is()
    {
        Assert.Equal(1 / 65_536.0, SpoofingTheory.Chance(1, 16), 1e-12);
        Assert.Equal(0.5, SpoofingTheory.Chance(1, 1), 1e-12);
        Assert.Equal(0, SpoofingTheory.Chance(0, 16));
    }

    [Fact]
    public void Against_sixteen_bits_45426_answers_make_it_as_likely_as_not_and_against_thirty_two_hardly_ever()
    {
        Assert.Equal(0.5, SpoofingTheory.Chance(45_426, 16), 1e-5);
        Assert.Equal(45_426 / 4_294_967_296.0, SpoofingTheory.Chance(45_426, 32), 1e-9);
    }
}
