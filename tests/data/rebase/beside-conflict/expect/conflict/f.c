int first = 100;
static int state_1;
static int state_2;
static int state_3;
static int state_4;
static int state_5;
static int state_6;
static int state_7;
static int state_8;
<<<<<<< new
int last = 11;
||||||| old
int last = 9;
=======
int last = 10;
>>>>>>> p.patch
int end;
