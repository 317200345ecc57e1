// Planets and clients of several tests at once would take each other's processor time, and with it the speed that some of them wait for.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
